/** A profile whose token a program prints: the built program runs it. */
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
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
  account.seen.length = 0;
});
afterEach(() => home.remove());

/** Makes the profile `default` with a command that is this script of node. */
function command(script: string, ...args: readonly string[]): void {
  const program = home.write(".config/routera/tool", `#!${process.execPath}\n${script}`, 0o700);
  const words = JSON.stringify([program, ...args]);
  home.write(
    ".config/routera/config.yaml",
    `profiles:\n  default:\n    baseUrl: ${account.url}\n    tokenCommand: ${words}\n`,
  );
}
const printing = (text: string) => `process.stdout.write(${JSON.stringify(text)});`;
const count = 'require("node:fs").appendFileSync(__dirname + "/runs", "x");';
const runs = () => home.files().find(({ path }) => path.endsWith("/runs"))?.text.length ?? 0;

describe("tokenCommand", () => {
  it.each([
    ["as it is", CANARY],
    ["with a newline", `${CANARY}\n`],
    ["with a newline of Windows", `${CANARY}\r\n`],
  ])("its output is the token, %s", async (_name, output) => {
    command(count + printing(output));
    const { exit, stdout, stderr } = await home.run(["deals", "list", "--json"]);
    expect({ exit, stdout, stderr }).toEqual({ exit: 0, stdout: "[]\n", stderr: "" });
    expect(account.seen[0]?.authorization).toBe(`Bearer ${CANARY}`);
    expect(runs()).toBe(1);
  });

  it("is run without a shell, with its arguments word for word, beside its file and without stdin", async () => {
    command(
      `const fs = require("node:fs"); fs.writeFileSync(__dirname + "/args", JSON.stringify([process.argv.slice(2), process.cwd(), fs.readFileSync(0, "utf8")]));
      ${printing(CANARY)}`,
      "$(touch pwned)",
      "; touch pwned",
      "*",
    );
    home.write("work/note", "");
    const { exit } = await home.run(["deals", "list"], { cwd: join(home.path, "work"), input: "not for it" });
    expect(exit).toBe(0);
    const said = home.files().find(({ path }) => path.endsWith("/args"))?.text ?? "";
    expect(JSON.parse(said)).toEqual([
      ["$(touch pwned)", "; touch pwned", "*"],
      join(home.path, ".config/routera"),
      "",
    ]);
    expect(home.files().some(({ path }) => path.endsWith("pwned"))).toBe(false);
  });

  it("does not see the secrets of this program in its environment", async () => {
    command(
      `require("node:fs").writeFileSync(__dirname + "/env", JSON.stringify(process.env)); ${printing(CANARY)}`,
    );
    const env = { ROUTERA_CLIENT_SECRET: "canary-secret", ROUTERA_TOKEN: "", OTHER: "kept" };
    expect((await home.run(["deals", "list"], { env })).exit).toBe(0);
    const seen = home.files().find(({ path }) => path.endsWith("/env"))?.text ?? "";
    expect(JSON.parse(seen)).toMatchObject({ OTHER: "kept" });
    expect(seen).not.toContain("canary-secret");
    expect(Object.keys(JSON.parse(seen))).not.toContain("ROUTERA_TOKEN");
  });

  it("a relative program is the one beside the file, never the one in the current directory", async () => {
    command(printing(CANARY));
    home.write(
      ".config/routera/config.yaml",
      `profiles: { default: { baseUrl: "${account.url}", tokenCommand: [./tool] } }`,
    );
    home.write("work/tool", "#!/bin/sh\ntouch pwned\n", 0o700);
    expect((await home.run(["deals", "list"], { cwd: join(home.path, "work") })).exit).toBe(0);
    expect(home.files().some(({ path }) => path.endsWith("pwned"))).toBe(false);
  });

  it("is run again when its token is refused, and not a third time", async () => {
    command(`${count}${printing("refused")}`);
    expect((await home.run(["deals", "list"])).exit).toBe(4);
    expect([runs(), account.seen.length]).toEqual([2, 1]);
    command(
      `${count}process.stdout.write(require("node:fs").readFileSync(__dirname + "/runs", "utf8").length < 4 ? "stale" : "${CANARY}");`,
    );
    expect((await home.run(["deals", "list"])).exit).toBe(0);
    expect(runs()).toBe(4);
  });

  const secret = "its-output-is-secret";
  it.each([
    ["fails", `console.log("${secret}"); process.exit(3);`, "exited with code 3"],
    [
      "is killed",
      `console.log("${secret}"); process.kill(process.pid, "SIGKILL");`,
      "was terminated by SIGKILL",
    ],
    ["prints nothing", "", "printed an invalid token: the token is empty"],
    ["prints two lines", `console.log("${secret}\\n${secret}");`, "contains a line break"],
    ["prints too much", `process.stdout.write("${secret}".repeat(100000));`, "printed more than 64 KiB"],
  ])("is named when it %s, its output and arguments are not", async (_name, script, message) => {
    command(script, "argument-is-secret");
    const { exit, stdout, stderr } = await home.run(["deals", "list", "--verbose"]);
    expect([exit, stdout]).toEqual([4, ""]);
    expect(stderr).toContain(`the tokenCommand "${join(home.path, ".config/routera/tool")}" `);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("secret");
    expect(account.seen).toEqual([]);
  });

  it("says so when there is no such program", async () => {
    home.write(
      ".config/routera/config.yaml",
      'profiles: { default: { tokenCommand: ["no-such-program-here"] } }',
    );
    const { exit, stderr } = await home.run(["auth", "status", "--json"]);
    expect([exit, stderr]).toEqual([4, ""]);
    const done = await home.run(["deals", "list"]);
    expect(done.stderr).toContain('the tokenCommand "no-such-program-here" cannot be run: not found');
  });

  it.each<[string, readonly string[], string]>([
    [
      "a NUL in an argument",
      ["tool", "a\\u0000argument-is-secret"],
      "the program or an argument contains a NUL character",
    ],
    ["a path through a file", ["./config.yaml/tool", "argument-is-secret"], "cannot be run (ENOTDIR)"],
    ["more than the system takes", ["./tool", "secret".repeat(30_000)], "cannot be run (E2BIG)"],
  ])("%s is a failure of the command, not of ours", async (_name, words, message) => {
    home.write(".config/routera/tool", "#!/bin/sh\n", 0o700);
    const list = words.map((word) => `"${word}"`).join(",");
    home.write(".config/routera/config.yaml", `profiles: { default: { tokenCommand: [${list}] } }`);
    const { exit, stdout, stderr } = await home.run(["deals", "list", "--json"]);
    expect([exit, stdout]).toEqual([4, ""]);
    expect(JSON.parse(stderr).error).toMatchObject({
      code: "token_command_failed",
      outcome: "not_applied",
      message: expect.stringContaining(message),
    });
    expect(stderr).not.toContain("secret");
  });

  it("what it says on stderr is passed on as it is", async () => {
    command(`process.stderr.write("touch your key\\u001b[2J\\n"); ${printing(CANARY)}`);
    const piped = await home.run(["deals", "list"]);
    expect(piped.stderr).toBe("touch your key\u001b[2J\n");
    const actions = await home.run(["deals", "list"], { env: { GITHUB_ACTIONS: "true" } });
    expect(actions.stderr).toBe("tokenCommand: touch your key\\x1b[2J\n");
    const json = await home.run(["deals", "list", "--json"], { env: { GITHUB_ACTIONS: "true" } });
    expect(json.stderr).toBe('{"note":{"code":"token_command","message":"touch your key\\u001b[2J"}}\n');
  });

  it("is distinguished in auth status and profile show", async () => {
    command(printing(CANARY), "an-argument");
    const status = await home.run(["auth", "status", "--json"]);
    expect(JSON.parse(status.stdout)).toMatchObject({ accepted: true, credential: { kind: "command" } });
    const show = await home.run(["profile", "show", "--json"]);
    expect(JSON.parse(show.stdout).credential).toMatchObject({ kind: "command", from: "user" });
    expect(status.stdout + show.stdout).not.toMatch(new RegExp(`${CANARY}|an-argument`));
  });
});
