/** A profile whose token a program prints, on a terminal and under signals. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { type AccountServer, accountServer } from "../../harness/accountServer.ts";
import { CANARY, type Home, makeHome } from "../../harness/program.ts";
import { runInTerminal } from "../../harness/terminal.ts";

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

it("what it says on stderr is safe for a terminal", async () => {
  command(`process.stderr.write("touch your key\\u001b[2J\\n"); process.stdout.write("${CANARY}");`);
  const seen = await runInTerminal(home, "routera deals list");
  expect(seen.output).toContain("touch your key\\x1b[2J");
});

it("ends with the call: Ctrl-C does not wait for it", async () => {
  command(
    'require("node:fs").writeFileSync(__dirname + "/pid", String(process.pid)); setInterval(() => {}, 1000);',
  );
  const child = home.start(["deals", "list"]);
  await until(() => home.files().some(({ path, text }) => path.endsWith("/pid") && text !== ""));
  const pid = Number(home.files().find(({ path }) => path.endsWith("/pid"))?.text);
  child.kill("SIGINT");
  const exit = await new Promise((resolve) => child.once("close", resolve));
  expect(exit).toBe(130);
  await until(() => !isAlive(pid));
});

it("ends with all that it started, where it has no terminal to ask on", async () => {
  home.write(".config/routera/tool", '#!/bin/sh\nsleep 60 & echo $! > "$0.pid"; wait\n', 0o700);
  home.write(".config/routera/config.yaml", 'profiles: { default: { tokenCommand: ["./tool"] } }');
  // A session of its own has no terminal, wherever these tests run.
  const child = home.start(["deals", "list"], { detached: true });
  const noted = () => home.files().find(({ path }) => path.endsWith("tool.pid"))?.text ?? "";
  await until(() => noted().endsWith("\n"));
  child.kill("SIGINT");
  expect(await new Promise((resolve) => child.once("close", resolve))).toBe(130);
  await until(() => !isAlive(Number(noted())));
});

it("can ask for a password on the terminal", async () => {
  home.write(
    ".config/routera/tool",
    `#!/bin/sh\necho word? > /dev/tty; read x < /dev/tty; echo "$x"\n`,
    0o700,
  );
  home.write(
    ".config/routera/config.yaml",
    `profiles: { default: { baseUrl: "${account.url}", tokenCommand: ["./tool"] } }`,
  );
  let asked = false;
  const seen = await runInTerminal(home, "routera deals list --json", {
    watch: (output, type) => {
      if (asked || !output.includes("word?")) return;
      asked = true;
      type(`${CANARY}\r`);
    },
  });
  expect(seen.exit).toBe(0);
  expect(account.seen.map(({ authorization }) => authorization)).toEqual([`Bearer ${CANARY}`]);
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}
