/** Commands that change the configuration, whose result finds no room on the disk. */
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { type AccountServer, accountServer } from "../../harness/accountServer.ts";
import { CANARY, type Home, makeHome } from "../../harness/program.ts";

let account: AccountServer;
let home: Home;
beforeAll(async () => {
  account = await accountServer();
});
afterAll(() => account.close());
beforeEach(() => {
  home = makeHome();
});
afterEach(() => home.remove());

const config = () =>
  home.files().find(({ path }) => path === join(home.path, ".config/routera/config.yaml"))?.text;

it.each<[string, string[]]>([
  ["auth login", ["auth", "login", "--token-stdin"]],
  ["auth logout", ["auth", "logout"]],
  ["profile set", ["profile", "set", "default", "retries=1"]],
  ["profile use", ["profile", "use", "default"]],
  ["profile remove", ["profile", "remove", "default", "--yes"]],
])("%s whose words find a full disk says that it was done", async (_name, words) => {
  await home.run(["auth", "login", "--base-url", account.url, "--token-stdin"], { input: CANARY });
  const before = config();
  const done = await home.shell(`routera ${words.join(" ")} --json > /dev/full`, { input: CANARY });
  expect([done.exit, JSON.parse(done.stderr).error]).toMatchObject([
    12,
    { code: "stdout_failed", outcome: "applied", hint: "the change was applied" },
  ]);
  if (words[1] !== "login") expect(config()).not.toBe(before);
});
