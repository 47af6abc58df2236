/** Signing in, out, and looking who one is: the built program against a front door. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AccountServer, accountServer, CLIENT } from "../../harness/accountServer.ts";
import { CANARY, type Home, makeHome, type RunOptions } from "../../harness/program.ts";
import { configOf, textOf } from "./authSetup.ts";

let account: AccountServer;
let home: Home;

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

beforeAll(async () => {
  account = await accountServer();
});
afterAll(() => account.close());
beforeEach(() => {
  home = makeHome();
  account.seen.length = 0;
});
afterEach(() => home.remove());

describe("auth login", () => {
  const login = (...more: string[]) => ["auth", "login", "--base-url", account.url, ...more];

  it("checks a token with one read-only request, stores it for its owner alone, and says where", async () => {
    const { exit, stdout, stderr } = await home.run(login("--token-stdin"), { input: `${CANARY}\n` });
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
    expect(stdout).toContain(configOf(home));
    expect(stdout).toMatch(/Fingerprint: +sha256:[0-9a-f]{12}\n/);
    expect(stdout).not.toContain(CANARY);
    expect(account.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /deals?limit=10&offset=0",
    ]);
    expect(textOf(home)).toBe(`profiles:\n  default:\n    baseUrl: ${account.url}\n    token: ${CANARY}\n`);
    expect([modeOf(configOf(home)), modeOf(join(home.path, ".config/routera"))]).toEqual(["600", "700"]);
    const list = await home.run(["deals", "list", "--json"]);
    expect([list.exit, list.stdout.trim()]).toEqual([0, "[]"]);
  });

  it("reports a program the same as JSON", async () => {
    const { exit, stdout } = await home.run(login("--token-stdin", "--json", "--profile", "work"), {
      input: CANARY,
    });
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      profile: "work",
      base_url: account.url,
      credential: { kind: "token", fingerprint: expect.stringMatching(/^sha256:/), expires_at: null },
      stored_in: configOf(home),
    });
  });

  it("stores nothing that Routera refuses", async () => {
    const { exit, stdout, stderr } = await home.run(login("--token-stdin"), { input: "not-known" });
    expect([exit, stdout]).toEqual([4, ""]);
    expect(stderr).toContain("Routera returned 401");
    expect(stderr).toContain("nothing was saved");
    expect(home.files()).toEqual([]);
  });

  it("stores nothing when no one answers", async () => {
    const args = ["auth", "login", "--token-stdin", "--base-url", "http://127.0.0.1:1", "--retries", "0"];
    expect((await home.run(args, { input: CANARY })).exit).toBe(8);
    expect(home.files()).toEqual([]);
  });

  it.each([
    ["nothing", "", 4, "the token is empty"],
    ["two newlines", `${CANARY}\n\n`, 4, "contains a line break"],
    ["a scheme", `Bearer ${CANARY}`, 4, 'starts with "Bearer"'],
    ["a space", `${CANARY} x`, 4, "contains white space"],
    ["a NUL", `${CANARY}\0`, 4, "contains a"],
    ["two byte order marks", `\ufeff\ufeff${CANARY}`, 4, "starts with a byte order mark"],
    ["what is not UTF-8", Buffer.from([0xff, 0xfe]), 2, "is not valid UTF-8"],
  ])("refuses %s on stdin before any request", async (_name, input, exit, message) => {
    const done = await home.run(login("--token-stdin"), { input });
    expect(done.exit).toBe(exit);
    expect(done.stderr).toContain(message);
    expect(done.stderr).not.toContain(CANARY);
    expect([account.seen.length, home.files().length]).toEqual([0, 0]);
  });

  it.each([
    ["no terminal", () => login(), "cannot_ask"],
    ["--json does not prompt", () => login("--json"), "cannot_ask"],
    ["no terminal for a secret", () => login("--client-id", "c"), "cannot_ask"],
    ["a secret without a client", () => login("--secret-stdin"), "client_id_missing"],
    ["--client-auth without a client", () => login("--client-auth", "basic"), "client_id_missing"],
    ["token and client", () => login("--client-id", "c", "--token-stdin"), "two_credentials"],
    ["an empty client id", () => login("--client-id", ""), "empty_client_id"],
    ["the sandbox", () => ["auth", "login", "--profile", "sandbox", "--token-stdin"], "sandbox_login"],
    ["a bad name", () => login("--profile", "../x", "--token-stdin"), "bad_profile_name"],
    [
      "http to elsewhere",
      () => ["auth", "login", "--token-stdin", "--base-url", "http://example.com"],
      "insecure_base_url",
    ],
    ["a token as a flag", () => login("--token", CANARY), "no_token_flag"],
  ])("refuses %s", async (_name, args, code) => {
    const { exit, stdout, stderr } = await home.run(args(), {
      input: CANARY,
      env: { ROUTERA_FORMAT: "json" },
    });
    expect([exit, stdout]).toEqual([2, ""]);
    expect(JSON.parse(stderr).error.code).toBe(code);
    expect(stderr).not.toContain(CANARY);
    expect(account.seen).toEqual([]);
  });

  it("keeps comments, order and other settings, and takes the old credential out", async () => {
    home.write(
      ".config/routera/config.yaml",
      "# mine\nprofile: work # usual\nprofiles:\n  work:\n    timeout: 5s # slow line\n    tokenCommand: [pass, show]\n  other: {}\n",
    );
    const { exit } = await home.run(login("--token-stdin"), { input: CANARY });
    expect(exit).toBe(0);
    expect(textOf(home)).toBe(
      `# mine\nprofile: work # usual\nprofiles:\n  work:\n    timeout: 5s # slow line\n    baseUrl: ${account.url}\n    token: ${CANARY}\n  other: {}\n`,
    );
  });

  it("never sends a credential where only a project config points", async () => {
    home.write("project/.routerarc", `profiles: { default: { baseUrl: "${account.url}" } }`);
    const cwd = join(home.path, "project");
    const { exit, stderr } = await home.run(["auth", "login", "--token-stdin"], { input: CANARY, cwd });
    expect(exit).toBe(2);
    expect(stderr).toContain(`--base-url ${account.url}`);
    expect(account.seen).toEqual([]);
    expect((await home.run(login("--token-stdin"), { input: CANARY, cwd })).exit).toBe(0);
    expect((await home.run(["deals", "list"], { cwd })).exit).toBe(0);
  });

  it("says what will keep the calls of this directory from using it", async () => {
    home.write("project/.routerarc", `profiles: { default: { token: project-token } }`);
    const cwd = join(home.path, "project");
    const { exit, stderr } = await home.run(login("--token-stdin"), { input: CANARY, cwd });
    expect(exit).toBe(0);
    expect(stderr).toContain(
      "warning: commands in this directory will fail: the credential from project config ./.routerarc",
    );
    expect(stderr).toContain(`add baseUrl: ${account.url} next to it`);
    expect((await home.run(["deals", "list"], { cwd })).exit).toBe(2);
    const shown = await home.run(["profile", "show", "--json"], { cwd });
    expect(shown.exit).toBe(0);
    expect(JSON.parse(shown.stdout)).toMatchObject({
      baseUrl: { value: account.url, from: "user" },
      credential: { kind: "token", from: "project" },
    });
    expect(shown.stderr).toContain('"code":"credential_bound"');
    expect((await home.run(["deals", "list"])).exit).toBe(0);
  });

  it("says when something else overrides what was stored", async () => {
    const env = { ROUTERA_TOKEN: "other" };
    const { exit, stderr } = await home.run(login("--token-stdin", "--profile", "work"), {
      input: CANARY,
      env,
    });
    expect(exit).toBe(0);
    expect(stderr).toContain("ROUTERA_TOKEN overrides the stored credential");
    expect(stderr).toContain("routera profile use work");
  });

  it.each<[string, string[], RunOptions]>([
    ["stdin", ["--secret-stdin"], { input: `${CLIENT.secret}\n` }],
    ["the environment", [], { env: { ROUTERA_CLIENT_SECRET: CLIENT.secret } }],
    ["stdin, by HTTP Basic", ["--secret-stdin", "--client-auth", "basic"], { input: CLIENT.secret }],
  ])("takes a client secret from %s", async (_name, more, options) => {
    const done = await home.run(login("--client-id", CLIENT.id, ...more), options);
    expect([done.exit, done.stderr]).toEqual([0, ""]);
    expect(done.stdout + done.stderr).not.toContain(CLIENT.secret);
    const [request] = account.seen;
    expect(request?.path).toBe("/oauth2/token");
    expect(request?.authorization !== undefined).toBe(more.includes("basic"));
    expect((await home.run(["deals", "list", "--json"])).exit).toBe(0);
    const shown = await home.run(["profile", "show", "--json", "--select", "credential"]);
    expect(shown.stdout).not.toContain(CLIENT.secret);
    expect(JSON.parse(shown.stdout).credential).toMatchObject({
      kind: "client",
      clientId: CLIENT.id,
      clientAuth: more.includes("basic") ? "basic" : "body",
    });
  });

  it("forgets the tokens of the client that it replaces", async () => {
    const kept = () => home.files().filter(({ path }) => path.includes("/tokens/")).length;
    await home.run(login("--client-id", CLIENT.id, "--secret-stdin"), { input: CLIENT.secret });
    await home.run(["deals", "list"]);
    expect(kept()).toBe(1);
    expect((await home.run(login("--token-stdin"), { input: CANARY })).exit).toBe(0);
    expect(kept()).toBe(0);
  });

  it("sends a secret as the profile says, and the profile continues saying it", async () => {
    await home.run(["profile", "set", "default", "clientAuth=basic"]);
    for (const more of [[], ["--client-auth", "body"], []]) {
      account.seen.length = 0;
      const client = ["--client-id", CLIENT.id, "--secret-stdin"];
      expect((await home.run(login(...client, ...more), { input: CLIENT.secret })).exit).toBe(0);
      const basic = account.seen[0]?.authorization !== undefined;
      expect(basic).toBe(!textOf(home)?.includes("clientAuth: body"));
    }
    expect(textOf(home)).toContain("clientAuth: body");
  });

  it("stores no client that Routera refuses", async () => {
    const { exit, stderr } = await home.run(login("--client-id", CLIENT.id, "--secret-stdin"), {
      input: "wrong-one",
    });
    expect(exit).toBe(4);
    expect(stderr).toContain("Invalid client_id or client_secret");
    expect(stderr).not.toContain("wrong-one");
    expect(textOf(home)).toBeUndefined();
  });
});
