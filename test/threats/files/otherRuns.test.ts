/** A run that another user of this machine could have put there, or changed: it is neither applied nor believed. */
import {
  chmodSync,
  chownSync,
  cpSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Home, makeHome } from "../../harness/program.ts";
import { expectInvariants, runsIn } from "../../hostile/expectInvariants.ts";
import type { HostileServer } from "../../hostile/hostileServer.ts";
import { idsTo, rowsFor, withHostileServer, writesOf } from "../../hostile/runFaultScenario.ts";

const IDS = idsTo(3);
const SOMEBODY = 4001;
const isRoot = process.getuid?.() === 0;
const runsOf = (home: Home) => join(home.path, ".local/state/routera/runs");

/** A run of one deal, with two left to do. */
async function oneRun(home: Home, server: HostileServer, rows: string): Promise<string> {
  home.write("rows.ndjson", rows);
  const words = ["--limit", "1", "--concurrency", "1", "--yes"];
  const { exit } = await home.run(["deals", "apply", "rows.ndjson", ...words], server);
  expect(exit).toBe(0);
  return runsIn(home).at(-1) ?? "";
}

/** Every way to open it says whose fault it is and what to look at; the list continues; nothing is sent, no value of it shown. */
async function expectRefused(home: Home, server: HostileServer, path: string, reason: RegExp) {
  const asked = server.log.length;
  for (const words of [["resume"], ["undo", "--yes"], ["show"]]) {
    const done = await home.run(["runs", ...words, "--json"], server);
    expect([words, done.exit, done.stdout]).toEqual([words, 12, ""]);
    const { code, message, hint, outcome } = JSON.parse(done.stderr).error;
    expect([code, outcome, message]).toEqual(["unsafe_place", "not_applied", expect.stringMatching(reason)]);
    expect(message).toContain(path);
    expect(hint).toContain(path);
  }
  const list = await home.run(["runs", "list", "--json"], server);
  expect([list.exit, list.stderr]).toEqual([0, ""]);
  const [listed] = JSON.parse(list.stdout);
  expect([listed.status, listed.problem]).toEqual(["damaged", expect.stringContaining(path)]);
  expect(server.log.length).toBe(asked);
}

describe.runIf(isRoot).concurrent("of another user", () => {
  /** Another user's run, whole and with every checksum right, in the place of one's own. */
  async function exchanged(home: Home, server: HostileServer): Promise<string> {
    const other = makeHome();
    try {
      await oneRun(home, server, rowsFor(IDS));
      const evil = IDS.map((id) => `${JSON.stringify({ id, deal_name: "EVIL" })}\n`).join("");
      await oneRun(other, server, evil);
      renameSync(runsOf(home), join(home.path, "runs.old"));
      cpSync(runsOf(other), runsOf(home), { recursive: true });
      for (const name of readdirSync(runsOf(home), { recursive: true, encoding: "utf8" }))
        chownSync(join(runsOf(home), name), SOMEBODY, SOMEBODY);
      return runsIn(home).at(-1) ?? "";
    } finally {
      other.remove();
    }
  }

  it.each([
    ["all of it", (_run: string, runs: string) => chownSync(runs, SOMEBODY, SOMEBODY), ""],
    ["the run alone", () => {}, "/2"],
    ["a file of it", (run: string) => chownSync(run, 0, 0), "/journal.jsonl"],
  ])("%s is another user's: not opened", async (_what, finish, path) => {
    await withHostileServer({}, async (home, server) => {
      const run = await exchanged(home, server);
      finish(run, runsOf(home));
      await expectRefused(
        home,
        server,
        `${path === "/journal.jsonl" ? run : runsOf(home)}${path}`,
        /belongs to another user/,
      );
      expect(writesOf(server, IDS)).toBe("2 0 0");
    });
  });
});

describe.concurrent("that others may write to", () => {
  it.each([
    ["the directory of all runs", "..", 0o777],
    ["its directory", ".", 0o770],
    ["its plan", "plan.jsonl", 0o666],
    ["its journal", "journal.jsonl", 0o660],
  ])("%s; once that is over, the run continues", async (_what, name, mode) => {
    await withHostileServer({}, async (home, server) => {
      const run = await oneRun(home, server, rowsFor(IDS));
      const path = join(run, name);
      const before = statSync(path).mode;
      chmodSync(path, mode);
      await expectRefused(home, server, path, /^other users can write to the (directory|file) /);
      chmodSync(path, before);
      const done = await home.run(["runs", "resume"], server);
      await expectInvariants({ home, server, done });
      expect([done.exit, writesOf(server, IDS)]).toEqual([0, "1 1 1"]);
    });
  });
});

it.each(["plan.jsonl", "journal.jsonl"])("whose %s is a link", async (name) => {
  await withHostileServer({}, async (home, server) => {
    const path = join(await oneRun(home, server, rowsFor(IDS)), name);
    cpSync(path, join(home.path, name));
    rmSync(path);
    symlinkSync(join(home.path, name), path);
    await expectRefused(home, server, path, /is a symbolic link; runs are not read through links$/);
  });
});
