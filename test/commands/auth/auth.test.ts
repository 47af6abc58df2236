/** Signing in, out, and looking who one is: the built program against a front door. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AccountServer, accountServer, CLIENT } from "../../harness/accountServer.ts";
import { CANARY, type Home, makeHome, type RunOptions } from "../../harness/program.ts";

let account: AccountServer;
let home: Home;
const configOf = (one: Home) => join(one.path, ".config/routera/config.yaml");
const textOf = (one: Home) => one.files().find(({ path }) => path === configOf(one))?.text;
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

  it("checks a token with one harmless request, stores it for its owner alone, and says where", async () => {
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

  it("tells a program the same as JSON", async () => {
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
    expect(stderr).toContain("Routera answered 401");
    expect(stderr).toContain("nothing was stored");
    expect(home.files()).toEqual([]);
  });

  it("stores nothing when nobody answers", async () => {
    const args = ["auth", "login", "--token-stdin", "--base-url", "http://127.0.0.1:1", "--retries", "0"];
    expect((await home.run(args, { input: CANARY })).exit).toBe(8);
    expect(home.files()).toEqual([]);
  });

  it.each([
    ["nothing", "", 4, "the token is empty"],
    ["two newlines", `${CANARY}\n\n`, 4, "contains a line break"],
    ["a scheme", `Bearer ${CANARY}`, 4, 'begins with "Bearer"'],
    ["a space", `${CANARY} x`, 4, "contains white space"],
    ["a NUL", `${CANARY}\0`, 4, "contains a"],
    ["two byte order marks", `\ufeff\ufeff${CANARY}`, 4, "begins with a byte order mark"],
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
    ["--json asks nobody", () => login("--json"), "cannot_ask"],
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

  it("never sends a credential where only a project file points", async () => {
    home.write("project/.routerarc", `profiles: { default: { baseUrl: "${account.url}" } }`);
    const cwd = join(home.path, "project");
    const { exit, stderr } = await home.run(["auth", "login", "--token-stdin"], { input: CANARY, cwd });
    expect(exit).toBe(2);
    expect(stderr).toContain(`--base-url ${account.url}`);
    expect(account.seen).toEqual([]);
    expect((await home.run(login("--token-stdin"), { input: CANARY, cwd })).exit).toBe(0);
    expect((await home.run(["deals", "list"], { cwd })).exit).toBe(0);
  });

  it("says what will keep the calls of this folder from using it", async () => {
    home.write("project/.routerarc", `profiles: { default: { token: project-token } }`);
    const cwd = join(home.path, "project");
    const { exit, stderr } = await home.run(login("--token-stdin"), { input: CANARY, cwd });
    expect(exit).toBe(0);
    expect(stderr).toContain(
      "warning: calls from here will be refused: the credential from project file ./.routerarc",
    );
    expect(stderr).toContain(`write baseUrl: ${account.url} beside it`);
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

  it("says when something else counts before what was stored", async () => {
    const env = { ROUTERA_TOKEN: "other" };
    const { exit, stderr } = await home.run(login("--token-stdin", "--profile", "work"), {
      input: CANARY,
      env,
    });
    expect(exit).toBe(0);
    expect(stderr).toContain("ROUTERA_TOKEN is set and counts before");
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

  it("sends a secret as the profile says, and the profile goes on saying it", async () => {
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

  it.each<[string, string[]]>([
    ["auth login", ["auth", "login", "--token-stdin"]],
    ["auth logout", ["auth", "logout"]],
    ["profile set", ["profile", "set", "default", "retries=1"]],
    ["profile use", ["profile", "use", "default"]],
    ["profile remove", ["profile", "remove", "default", "--yes"]],
  ])("%s whose words find a full disk says that it was done", async (_name, words) => {
    await home.run(login("--token-stdin"), { input: CANARY });
    const before = textOf(home);
    const done = await home.shell(`routera ${words.join(" ")} --json > /dev/full`, { input: CANARY });
    expect([done.exit, JSON.parse(done.stderr).error]).toMatchObject([
      12,
      { code: "stdout_failed", outcome: "applied", hint: "the change itself was made" },
    ]);
    if (words[1] !== "login") expect(textOf(home)).not.toBe(before);
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

  it("says who one is where nobody answers, but neither yes nor no", async () => {
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
      problem: { code: "connection_refused", message: expect.stringContaining("cannot reach") },
    });
    const table = await status();
    expect(table.exit).toBe(8);
    expect(table.stdout).toContain("not known: cannot reach http://127.0.0.1:1");
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
      problem: { code: "client_secret_missing", hint: "export ROUTERA_CLIENT_SECRET=…" },
    });
    expect((await home.run(["deals", "list"], { env: env() })).exit).toBe(2);
  });

  it("needs no account in the sandbox", async () => {
    const { exit, stdout } = await home.run(["auth", "status", "--profile", "sandbox", "--json"]);
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ credential: { kind: "sandbox" }, accepted: true });
  });
});

describe("auth logout", () => {
  it("takes out the credential and what was kept for it, and leaves the rest", async () => {
    const login = ["auth", "login", "--base-url", account.url, "--client-id", CLIENT.id, "--secret-stdin"];
    await home.run(login, { input: CLIENT.secret });
    await home.run(["deals", "list"]);
    expect(home.files().some(({ text }) => text.includes(CANARY))).toBe(true);
    const { exit, stdout } = await home.run(["auth", "logout", "--json"]);
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      profile: "default",
      removed: ["clientId", "clientSecret"],
      cached_tokens_removed: 1,
    });
    const left = home.files().map(({ text }) => text);
    expect(left.join("")).not.toContain(CANARY);
    expect(left.join("")).not.toContain(CLIENT.secret);
    expect(textOf(home)).toBe(`profiles:\n  default:\n    baseUrl: ${account.url}\n`);
    expect((await home.run(["auth", "status"])).exit).toBe(4);
  });

  it("takes out what a login that was killed left half written", async () => {
    await home.run(["auth", "login", "--base-url", account.url, "--token-stdin"], { input: CANARY });
    const config = ".config/routera/config.yaml";
    home.write(`${config}.0123456789abcdef.tmp`, `profiles: { default: { token: ${CANARY}`);
    const mine = home.write(`${config}.mine.tmp`, "not the program's");
    expect((await home.run(["auth", "logout"])).exit).toBe(0);
    expect(home.files().filter(({ text }) => text.includes(CANARY))).toEqual([]);
    expect(home.files().some(({ path }) => path === mine)).toBe(true);
  });

  it("takes out what was kept for a client of the environment, at the address of the same call", async () => {
    const env = {
      ROUTERA_CLIENT_ID: CLIENT.id,
      ROUTERA_CLIENT_SECRET: CLIENT.secret,
    };
    const there = { env: { ...env, ROUTERA_BASE_URL: account.url } };
    const kept = () => home.files().filter(({ path }) => path.includes("/tokens/")).length;
    await home.run(["deals", "list"], there);
    expect(kept()).toBe(1);
    expect((await home.run(["auth", "logout"], there)).stdout).toMatch(/Kept tokens removed: +1\n/);
    expect(kept()).toBe(0);
    await home.run(["deals", "list", "--base-url", account.url], { env });
    await home.run(["auth", "logout", "--base-url", account.url], { env });
    expect(kept()).toBe(0);
  });

  it("does nothing where there is nothing, and says what stays", async () => {
    const { exit, stdout, stderr } = await home.run(["auth", "logout"], { env: { ROUTERA_TOKEN: CANARY } });
    expect([exit, stdout]).toEqual([0, "Nothing was stored for the profile default\n"]);
    expect(stderr).toContain("ROUTERA_TOKEN is still set");
    expect(home.files()).toEqual([]);
  });

  it.each([
    ["sandbox", "sandbox_logout"],
    ["nobody", "unknown_profile"],
  ])("refuses the profile %s", async (name, code) => {
    const { exit, stderr } = await home.run(["auth", "logout", "--json", "--profile", name]);
    expect(exit).toBe(2);
    expect(JSON.parse(stderr).error.code).toBe(code);
  });
});
