/** Each command of the built program is launched once: a module that the bundle misses or breaks shows only there. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { type AccountServer, accountServer } from "../harness/accountServer.ts";
import { DEAL } from "../harness/dealServer.ts";
import { CANARY, type Home, makeHome, type ProcessResult, waitForExit } from "../harness/program.ts";

let home: Home;
let account: AccountServer;
beforeAll(async () => {
  home = makeHome();
  account = await accountServer();
});
afterAll(async () => {
  home.remove();
  await account.close();
});

const SANDBOX = ["--profile", "sandbox"];

/** In an order in which each finds what it needs: the command, its further words, and what is on stdout then. */
const calls = (): readonly (readonly [command: string, words: readonly string[], shown: RegExp])[] => [
  ["deals update", [DEAL, "--field", "deal_name=Renamed", ...SANDBOX], /Renamed/],
  ["deals get", [DEAL, ...SANDBOX], /Renamed/],
  ["deals list", SANDBOX, /Renamed/],
  ["deals export", ["--out", "deals.csv", ...SANDBOX], /deals\.csv/],
  ["deals plan", ["rows.csv", "--out", "plan.jsonl", ...SANDBOX], /plan\.jsonl/],
  ["plans show", ["plan.jsonl", ...SANDBOX], /plan\.jsonl/],
  ["deals apply", ["plan.jsonl", "--yes", ...SANDBOX], /runs undo/],
  ["runs list", SANDBOX, /apply/],
  ["runs show", ["last", ...SANDBOX], /apply/],
  ["runs resume", ["last", ...SANDBOX], /runs undo/],
  ["runs undo", ["last", "--yes", ...SANDBOX], /runs undo/],
  ["runs prune", ["--keep", "0", "--yes", ...SANDBOX], /removed/],
  ["auth login", ["--token-stdin", "--base-url", account.url], /default/],
  ["auth status", [], /default/],
  ["auth logout", [], /default/],
  ["profile set", ["work", "retries=1"], /work/],
  ["profile use", ["work"], /work/],
  ["profile show", [], /retries/],
  ["profile list", [], /work/],
  ["profile trust", ["--list"], /Base URLs/],
  ["profile remove", ["work", "--yes"], /work/],
  // What it is given is no message.
  ["mcp", SANDBOX, /-32700/],
  ["doctor", ["--offline", ...SANDBOX], /node/],
  ["completion", ["bash"], /complete/],
  ["manual", [], /\.TH ROUTERA/],
  ["help", ["deals", "update"], /--field/],
  ["commands", ["--json"], /"deals update"/],
];

it("runs from the bundle", { timeout: 60_000 }, async () => {
  home.write("rows.csv", `id,deal_stage\n${DEAL},won\n`);
  const launched: string[] = [];
  let listing = "";
  for (const [command, words, shown] of calls()) {
    const done = await home.launch([...command.split(" "), ...words], { input: CANARY });
    expect([command, done.exit, done.stderr], done.stdout).toEqual([command, 0, ""]);
    expect(done.stdout, command).toMatch(shown);
    launched.push(command);
    listing = done.stdout;
  }
  const served = await sandboxServe();
  expect([served.exit, served.stdout]).toEqual([143, expect.stringContaining("http://127.0.0.1:")]);
  const { commands } = JSON.parse(listing) as { commands: readonly { readonly name: string }[] };
  expect([...launched, "sandbox serve"].sort()).toEqual(commands.map(({ name }) => name).sort());
});

/** Serves until its address is there. */
async function sandboxServe(): Promise<ProcessResult> {
  const child = home.start(["sandbox", "serve", "--port", "0"]);
  child.stdout?.once("data", () => child.kill("SIGTERM"));
  return waitForExit(child);
}
