/** Signing in, out, and looking who one is: the built program against a front door. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AccountServer, accountServer, CLIENT } from "../../harness/accountServer.ts";
import { CANARY, type Home, makeHome } from "../../harness/program.ts";

let account: AccountServer;
let home: Home;

beforeAll(async () => {
  account = await accountServer();
});
afterAll(() => account.close());
beforeEach(() => {
  home = makeHome();
  account.seen.length = 0;
});
afterEach(() => home.remove());

describe("auth status", () => {
  const env = () => ({ ROUTERA_BASE_URL: account.url });

  it("says who one is, and never the token", async () => {
    const { exit, stdout, stderr } = await home.run(["auth", "status", "--json"], {
      env: { ...env(), ROUTERA_TOKEN: CANARY },
    });
    expect([exit, stderr]).toEqual([0, ""]);
    expect(stdout).not.toContain(CANARY);
    expect(JSON.parse(stdout)).toEqual({
      profile: "default",
      base_url: account.url,
      origin: account.url,
      credential: {
        kind: "token",
        source: "from ROUTERA_TOKEN",
        fingerprint: expect.stringMatching(/^sha256:[0-9a-f]{12}$/),
        expires_at: null,
      },
      accepted: true,
      problem: null,
    });
  });

  it("reads the end of a JWT without believing it", async () => {
    const claims = Buffer.from(JSON.stringify({ exp: 4_102_444_800 })).toString("base64url");
    const token = `eyJhbGciOiJub25lIn0.${claims}.c2ln`;
    account.accepted.add(token);
    const { exit, stdout } = await home.run(["auth", "status"], { env: { ...env(), ROUTERA_TOKEN: token } });
    expect(exit).toBe(0);
    expect(stdout).toContain("Expires:      2100-01-01T00:00:00.000Z");
    expect(stdout).not.toContain(claims);
  });

  it.each([
    ["none", {}, { credential: null, problem: { code: "token_missing" } }],
    ["one that is refused", { ROUTERA_TOKEN: "nope" }, { problem: { code: "token_refused", status: 401 } }],
    ["a broken one", { ROUTERA_TOKEN: "a b" }, { problem: { code: "token_malformed" } }],
    [
      "a secret with two newlines",
      { ROUTERA_CLIENT_ID: CLIENT.id, ROUTERA_CLIENT_SECRET: `${CLIENT.secret}\n\n` },
      { credential: { kind: "client" }, problem: { code: "client_secret_malformed" } },
    ],
    [
      "a client that is refused",
      { ROUTERA_CLIENT_ID: "x", ROUTERA_CLIENT_SECRET: "y" },
      { credential: { kind: "client" }, problem: { code: "client_refused" } },
    ],
  ])("ends with 4 for %s", async (_name, more, expected) => {
    const { exit, stdout } = await home.run(["auth", "status", "--json"], { env: { ...env(), ...more } });
    expect(exit).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({ accepted: false, ...expected });
  });

  it("says who one is where no one answers, but neither yes nor no", async () => {
    const status = (...more: string[]) =>
      home.run(["auth", "status", "--retries", "0", ...more], {
        env: { ROUTERA_BASE_URL: "http://127.0.0.1:1", ROUTERA_TOKEN: CANARY },
      });
    const { exit, stdout, stderr } = await status("--json");
    expect([exit, stderr]).toEqual([8, ""]);
    expect(JSON.parse(stdout)).toMatchObject({
      profile: "default",
      origin: "http://127.0.0.1:1",
      credential: {
        kind: "token",
        source: "from ROUTERA_TOKEN",
        fingerprint: expect.stringMatching(/^sha256:/),
      },
      accepted: null,
      problem: { code: "connection_refused", message: expect.stringContaining("cannot connect to") },
    });
    const table = await status();
    expect(table.exit).toBe(8);
    expect(table.stdout).toContain("unknown: cannot connect to http://127.0.0.1:1");
    expect(table.stdout).not.toContain(CANARY);
  });

  it("half a client is a credential that is not accepted", async () => {
    home.write(".config/routera/config.yaml", "profiles: { default: { clientId: me } }");
    const { exit, stdout } = await home.run(["auth", "status", "--json"], { env: env() });
    expect(exit).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({
      base_url: account.url,
      credential: null,
      accepted: false,
      problem: { code: "client_secret_missing", hint: "set ROUTERA_CLIENT_SECRET" },
    });
    expect((await home.run(["deals", "list"], { env: env() })).exit).toBe(2);
  });

  it("needs no account in the sandbox", async () => {
    const { exit, stdout } = await home.run(["auth", "status", "--profile", "sandbox", "--json"]);
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ credential: { kind: "sandbox" }, accepted: true });
  });
});
