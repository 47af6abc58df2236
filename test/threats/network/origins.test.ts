/** A token belongs to one origin: every way that another user could choose another one, with a door there to watch. */
import { realpathSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AccountServer, accountServer, CLIENT } from "../../harness/accountServer.ts";
import { CANARY, type Home, makeHome } from "../../harness/program.ts";
import { expectNoCanary, expectUntouched } from "../leakAssertions.ts";

let evil: AccountServer;
let mine: AccountServer;
let home: Home;
beforeAll(async () => {
  [evil, mine] = await Promise.all([accountServer(), accountServer()]);
});
afterAll(() => Promise.all([evil.close(), mine.close()]));
beforeEach(() => {
  home = makeHome();
  evil.seen.length = 0;
  mine.seen.length = 0;
});
afterEach(() => home.remove());

const CALLS: readonly (readonly string[])[] = [
  ["deals", "list"],
  ["deals", "get", "x1"],
  ["deals", "update", "x1", "--field", "a=b"],
  ["auth", "status"],
];

/** Makes all calls from the project and expects that none of them gets out. */
async function expectRefused(
  code: string,
  env: Readonly<Record<string, string>>,
  owners: readonly string[] = [],
) {
  const secrets = Object.entries(env).flatMap(([name, value]) => (/TOKEN|SECRET/.test(name) ? [value] : []));
  for (const call of CALLS) {
    const done = await home.run([...call, "--json", "--verbose"], { cwd: join(home.path, "work"), env });
    expect([done.exit, done.stdout, JSON.parse(done.stderr).error.code], call.join(" ")).toEqual([
      2,
      "",
      code,
    ]);
    for (const secret of [CANARY, ...secrets]) expectNoCanary(home, done, owners, secret);
  }
  expectUntouched(evil);
}

const project = (profiles: object, more: object = {}) =>
  home.write("work/.routerarc", JSON.stringify({ profiles, ...more }));
const user = (profiles: object, more: object = {}) =>
  home.write(".config/routera/config.yaml", JSON.stringify({ profiles, ...more }));

describe("a project config", () => {
  it("does not lead a token of the environment to its address", async () => {
    project({ default: { baseUrl: evil.url } });
    await expectRefused("credential_bound", { ROUTERA_TOKEN: CANARY });
    await expectRefused("credential_bound", {
      ROUTERA_CLIENT_ID: CLIENT.id,
      ROUTERA_CLIENT_SECRET: CLIENT.secret,
    });
  });

  it("does not lead a token of the user config there, by the same name or another", async () => {
    user({ default: { token: CANARY }, work: { token: CANARY, baseUrl: mine.url } });
    project({ default: { baseUrl: evil.url } });
    await expectRefused("credential_bound", {}, ["config.yaml"]);
    project({ work: { baseUrl: evil.url } }, { profile: "work" });
    await expectRefused("credential_bound", {}, ["config.yaml"]);
  });

  it("does not choose the user's profile for a token of the environment", async () => {
    user({ other: { baseUrl: evil.url } });
    project({}, { profile: "other" });
    await expectRefused("credential_bound", { ROUTERA_TOKEN: CANARY });
  });

  it("does not get half of a client: its own id with the secret of the environment", async () => {
    project({ default: { clientId: "x", baseUrl: evil.url } });
    await expectRefused("client_secret_missing", { ROUTERA_CLIENT_SECRET: CLIENT.secret });
  });

  it("names no command to run, and no authority to trust", async () => {
    project({ default: { tokenCommand: ["touch", join(home.path, "pwned")] } });
    await expectRefused("config_broken", {});
    expect(home.files().some(({ path }) => path.endsWith("pwned"))).toBe(false);
    project({ default: { caFile: "evil.pem" } });
    home.write("work/evil.pem", "");
    await expectRefused("project_ca_file", { ROUTERA_TOKEN: CANARY });
  });

  it("may use its own address with its own token, and is warned of", async () => {
    project({ default: { baseUrl: mine.url, token: CANARY } });
    user({}, { trusted: { [realpathSync(join(home.path, "work"))]: [mine.url] } });
    const done = await home.run(["deals", "list", "--json"], { cwd: join(home.path, "work") });
    expect(done.exit).toBe(0);
    expect(done.stderr).toContain("exclude that file from version control");
    expectNoCanary(home, done, [".routerarc"]);
    expect(mine.seen[0]?.authorization).toBe(`Bearer ${CANARY}`);
  });
});

describe("a token of the environment", () => {
  it("is not sent to the host of a profile that --profile names and that has a credential of its own", async () => {
    user({ other: { baseUrl: evil.url, token: "its-own" } });
    for (const call of CALLS) {
      const done = await home.run([...call, "--json", "--profile", "other"], {
        env: { ROUTERA_TOKEN: CANARY },
      });
      expect([done.exit, JSON.parse(done.stderr).error.code]).toEqual([2, "credential_bound"]);
      expectNoCanary(home, done);
    }
    expectUntouched(evil);
  });

  it("a token of the user config is not sent to an address of the environment or a flag", async () => {
    user({ default: { token: CANARY, baseUrl: mine.url } });
    const cwd = join(home.path);
    const byFlag = await home.run(["deals", "list", "--json", "--base-url", evil.url], { cwd });
    const byVariable = await home.run(["deals", "list", "--json"], {
      cwd,
      env: { ROUTERA_BASE_URL: evil.url },
    });
    for (const done of [byFlag, byVariable]) {
      expect([done.exit, JSON.parse(done.stderr).error.code]).toEqual([2, "credential_bound"]);
      expectNoCanary(home, done, ["config.yaml"]);
    }
    expectUntouched(evil);
  });
});

describe("addresses that look like others", () => {
  const port = () => evil.port;
  it.each<[string, () => string]>([
    ["plain http", () => "http://api.routera.io"],
    ["a name that begins like this machine", () => `http://localhost.evil.example:${port()}`],
    ["this machine as a user name", () => `http://localhost@127.0.0.1:${port()}`],
    ["Routera as a user name", () => `https://api.routera.io@127.0.0.1:${port()}`],
    ["a user and a password", () => `https://me:pass@127.0.0.1:${port()}`],
    ["backslashes", () => `https:\\\\127.0.0.1:${port()}`],
    ["a backslash behind the host", () => `https://127.0.0.1:${port()}\\@api.routera.io`],
    ["no slashes", () => `https:127.0.0.1:${port()}`],
    ["three slashes", () => `https:///127.0.0.1:${port()}`],
    ["a newline in the host", () => `http://127.0.\n0.1:${port()}`],
    ["two newlines behind", () => `http://127.0.0.1:${port()}\n\n`],
    ["a tab in the host", () => `http://127.0.\t0.1:${port()}`],
    ["a space in front", () => ` http://127.0.0.1:${port()}`],
    ["an invisible character", () => `http://127.0.0.1\u200b:${port()}`],
    ["a query", () => `http://127.0.0.1:${port()}/?x=`],
    ["a fragment", () => `http://127.0.0.1:${port()}/#`],
    ["dot segments", () => `http://127.0.0.1:${port()}/a/%2e%2e/`],
    ["another network", () => "http://128.0.0.1"],
    ["the private network", () => "http://10.0.0.1"],
    ["a v4 address in v6", () => "http://[::ffff:10.0.0.1]"],
    ["all addresses", () => `http://0.0.0.0:${port()}`],
    ["another scheme", () => "ftp://127.0.0.1"],
    ["a file", () => "file:///etc/passwd"],
    ["a script", () => "javascript:alert(1)"],
    ["nothing but a scheme", () => "https://"],
  ])("%s: refused before a socket opens, by flag, variable and file", async (_name, url) => {
    const env = { ROUTERA_TOKEN: CANARY };
    const flag = await home.run(["deals", "list", "--json", "--base-url", url()], { env });
    const variable = await home.run(["deals", "list", "--json"], {
      env: { ...env, ROUTERA_BASE_URL: url() },
    });
    const login = await home.run(["auth", "login", "--json", "--token-stdin", "--base-url", url()], {
      input: CANARY,
    });
    user({ default: { baseUrl: url(), token: CANARY } });
    const file = await home.run(["deals", "list", "--json"]);
    for (const done of [flag, variable, login, file]) {
      expect([done.exit, done.stdout]).toEqual([2, ""]);
      expect(JSON.parse(done.stderr).error.code).toMatch(/^(bad|insecure)_base_url$/);
      expectNoCanary(home, done, ["config.yaml"]);
      expect(done.stderr).not.toContain("me:pass");
    }
    expectUntouched(evil);
  });

  it("a newline behind: refused by flag and file; a variable goes without it", async () => {
    const url = `${mine.url}\n`;
    const env = { ROUTERA_TOKEN: CANARY };
    const flag = await home.run(["deals", "list", "--json", "--base-url", url], { env });
    const login = await home.run(["auth", "login", "--json", "--token-stdin", "--base-url", url], {
      input: CANARY,
    });
    user({ default: { baseUrl: url, token: CANARY } });
    const file = await home.run(["deals", "list", "--json"]);
    for (const done of [flag, login, file]) {
      expect([done.exit, done.stdout]).toEqual([2, ""]);
      expect(JSON.parse(done.stderr).error.code).toBe("bad_base_url");
      expectNoCanary(home, done, ["config.yaml"]);
    }
    expectUntouched(mine);
    const variable = await home.run(["deals", "list", "--json"], { env: { ...env, ROUTERA_BASE_URL: url } });
    expect([variable.exit, mine.seen.map(({ path }) => path)]).toEqual([0, ["/deals?limit=100&offset=0"]]);
  });

  it("an empty variable is none", async () => {
    user({ default: { baseUrl: mine.url, token: CANARY } });
    const env = { ROUTERA_BASE_URL: "", ROUTERA_TOKEN: "", ROUTERA_PROFILE: "", ROUTERA_CONFIG: "" };
    expect((await home.run(["deals", "list"], { env })).exit).toBe(0);
  });
});
