/** What a process leaves for other users of this machine under any umask, and without a home. */
import { chmodSync, mkdirSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AccountServer, accountServer, CLIENT } from "../../harness/accountServer.ts";
import { profileEnvironment } from "../../harness/profile/profileEnvironment.mjs";
import { CANARY, type Home, makeHome, type ProcessResult, waitForExit } from "../../harness/program.ts";
import { expectNoCanary } from "../leakAssertions.ts";

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

const at = (name: string) => join(home.path, name);
const mode = (name: string) => (statSync(at(name)).mode & 0o777).toString(8);
const codeOf = ({ exit, stderr }: ProcessResult) => [exit, JSON.parse(stderr).error.code];

describe("umask 000", () => {
  it("nothing that a call leaves behind can be read by others", async () => {
    const script = `umask 000
      printf %s "$SECRET" | routera auth login --client-id '${CLIENT.id}' --secret-stdin --base-url ${account.url} &&
      routera deals list && routera profile set default retries=1 && routera auth status &&
      routera --profile sandbox deals list --limit 1`;
    const done = await home.shell(script, { env: { SECRET: CLIENT.secret } });
    expect(done.exit).toBe(0);
    const open = home
      .files()
      .map(({ path }) => path)
      .filter((path) => (statSync(path).mode & 0o077) !== 0);
    expect(open).toEqual([]);
    for (const directory of [".config", ".config/routera", ".cache/routera", ".cache/routera/tokens"])
      expect(mode(directory), directory).toBe("700");
    expectNoCanary(home, done, [".json"]);
    expectNoCanary(home, done, ["config.yaml"], CLIENT.secret);
    // Both were in play: the token in its cache, the secret in the file that the login wrote.
    const kept = home.files().map(({ text }) => text);
    expect(kept.some((text) => text.includes(CANARY))).toBe(true);
  });
});

describe("a place that gets no secret", () => {
  it.each([
    ["a directory that others can write to", "open/x.yaml"],
    ["a link", "mine/link.yaml"],
    ["no configuration's name", "mine/x.toml"],
  ])("is refused before the secret is read or sent: %s", async (_name, file) => {
    for (const name of ["open", "mine"]) mkdirSync(at(name), { mode: 0o700 });
    chmodSync(at("open"), 0o1777);
    symlinkSync(home.write("mine/target.yaml", ""), at("mine/link.yaml"));
    const more = ["--config", at(file), "--base-url", account.url];
    // No one ever ends this stdin.
    const child = home.start([
      "auth",
      "login",
      "--token-stdin",
      "--json",
      "--base-url",
      account.url,
      ...more,
    ]);
    const done = await waitForExit(child);
    expect([2, 12]).toContain(done.exit);
    expect(JSON.parse(done.stderr).error.hint ?? "").not.toContain("chmod");
    expect(account.seen).toEqual([]);
  });
});

describe("no home", () => {
  const nowhere = { HOME: "/nonexistent", XDG_CONFIG_HOME: "", XDG_CACHE_HOME: "", XDG_STATE_HOME: "" };

  it.each([
    ["unset", { HOME: undefined }],
    ["empty", { HOME: "" }],
    ["relative", { HOME: "." }],
  ])(
    "HOME is %s: the token of the environment works, and nothing is left in the current directory",
    async (_name, env) => {
      const elsewhere = { XDG_CONFIG_HOME: at("c"), XDG_CACHE_HOME: at("d"), XDG_STATE_HOME: at("e") };
      const { exit } = await home.launch(["deals", "list"], {
        env: { ...env, ...elsewhere, ROUTERA_TOKEN: CANARY, ROUTERA_BASE_URL: account.url },
      });
      expect([exit, home.files()]).toEqual([0, []]);
    },
  );

  it("a login that cannot be kept says so, and leaves nothing in the current directory", async () => {
    mkdirSync(at("work"));
    home.write("file", "");
    const options = { env: { ...nowhere, ...profileEnvironment(at("file")) }, cwd: at("work") };
    const words = ["auth", "login", "--json", "--token-stdin", "--base-url", account.url];
    const done = await home.launch(words, { input: CANARY, ...options });
    expect(codeOf(done)).toEqual([12, "write_failed"]);
    expectNoCanary(home, done);
  });
});
