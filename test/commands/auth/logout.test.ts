/** Signing in, out, and looking who one is: the built program against a front door. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AccountServer, accountServer, CLIENT } from "../../harness/accountServer.ts";
import { CANARY, type Home, makeHome } from "../../harness/program.ts";
import { textOf } from "./authSetup.ts";

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
    expect((await home.run(["auth", "logout"], there)).stdout).toMatch(/Cached tokens deleted: +1\n/);
    expect(kept()).toBe(0);
    await home.run(["deals", "list", "--base-url", account.url], { env });
    await home.run(["auth", "logout", "--base-url", account.url], { env });
    expect(kept()).toBe(0);
  });

  it("does nothing where there is nothing, and says what stays", async () => {
    const { exit, stdout, stderr } = await home.run(["auth", "logout"], { env: { ROUTERA_TOKEN: CANARY } });
    expect([exit, stdout]).toEqual([0, "Profile default has no stored credential.\n"]);
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
