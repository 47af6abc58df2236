/** `runs list` and `runs prune` as the built program: what is there, and what goes. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../../src/host.ts";
import { lockRun } from "../../../src/runs/storage/lock.ts";
import type { Home } from "../../harness/program.ts";
import { transcript } from "../../harness/transcript.ts";
import { runsIn } from "../../hostile/expectInvariants.ts";
import type { HostileServer } from "../../hostile/hostileServer.ts";
import { idsTo, rowsFor, withHostileServer } from "../../hostile/runFaultScenario.ts";
import {
  Account,
  allTasks,
  changeOfDeal,
  dealsTo,
  executeTasks,
  quickClock,
  startTestRun,
  thisMachine,
  useStateDirectories,
} from "../../runs/engine.ts";

useStateDirectories();

const DAY = 24 * 60 * 60 * 1000;

/** A run that was done so many days ago. */
async function oldRun(home: Home, days: number): Promise<string> {
  const clock = quickClock(Date.now() - days * DAY);
  const steps = [changeOfDeal(1), changeOfDeal(2)];
  const run = await startTestRun(steps, { stateDir: join(home.path, ".local/state/routera"), clock });
  const { end } = await executeTasks(run, {
    client: new Account(dealsTo(2), clock),
    clock,
    tasks: allTasks(run.plan),
  });
  expect(end.complete).toBe(true);
  return run.run.id;
}

/** @returns the id of the run */
async function apply(home: Home, server: HostileServer, ...words: readonly string[]): Promise<string> {
  home.write("rows.ndjson", rowsFor(idsTo(3)));
  const done = await home.run(["deals", "apply", "rows.ndjson", "--yes", "--json", ...words], server);
  expect(done.exit).toBe(0);
  return JSON.parse(done.stdout).run;
}

/** Two old runs that are done, one that is open, one that is done. Oldest first. */
async function four(home: Home, server: HostileServer): Promise<readonly string[]> {
  return [
    await oldRun(home, 40),
    await oldRun(home, 31),
    await apply(home, server, "--limit", "1"),
    await apply(home, server),
  ];
}

const idsIn = (home: Home) => runsIn(home).map((path) => path.split("/").at(-1) ?? "");

describe("runs list", () => {
  it("of a machine without runs", async () => {
    await withHostileServer({}, async (home) => {
      expect(transcript(await home.run(["runs", "list"]))).toMatchInlineSnapshot(`
        "exit 0
        --- stdout
        No runs yet."
      `);
      expect(transcript(await home.run(["runs", "list", "--json"]))).toMatchInlineSnapshot(`
        "exit 0
        --- stdout
        []"
      `);
    });
  });

  it("newest first: what was done, what is open, what takes what back", async () => {
    await withHostileServer({}, async (home, server) => {
      const old = await oldRun(home, 40);
      const open = await apply(home, server, "--limit", "1", "--shard", "1/1");
      const whole = await apply(home, server);
      const undo = await home.run(["runs", "undo", whole, "--yes", "--json"], server);
      const back = JSON.parse(undo.stdout).run;
      const known = { [old]: "<old>", [open]: "<open>", [whole]: "<whole>", [back]: "<back>" };
      const list = await home.run(["runs", "list"]);
      const told = transcript(list, known).replace(/20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC/g, "<time>");
      expect(told).toMatchInlineSnapshot(`
        "exit 0
        --- stdout
        Run  Started  Operation  Status  Applied  Failed  Profile
        <back>  <time>  undo of <whole>  completed  2/2  0  default
        <whole>  <time>  apply  completed  2/2  0  default
        <open>  <time>  apply shard 1/1  incomplete  1/3  0  default
        <old>  <time>  apply  completed  2/2  0  default"
      `);
      const { exit, stderr, stdout } = await home.run(["runs", "list", "--json"]);
      const listed = JSON.parse(stdout);
      expect([exit, stderr, listed.map(({ run }: { run: string }) => run)]).toEqual([
        0,
        "",
        [back, whole, open, old],
      ]);
      expect(listed[0]).toEqual({
        run: back,
        status: "finished",
        created: expect.stringMatching(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/),
        kind: "undo",
        profile: "default",
        origin: server.url,
        plan_digest: expect.stringMatching(/^sha256:/),
        shard: null,
        undo_of: whole,
        rows: 2,
        counts: { applied: 2, rejected: 0, skipped: 0, conflict: 0, unknown: 0, retryable: 0 },
        blocked: 0,
        failed: 0,
        stopped: null,
        problem: null,
      });
      expect(listed[2]).toMatchObject({ run: open, status: "incomplete", shard: "1/1", stopped: "limit" });
    });
  });
});

describe.concurrent("runs prune", () => {
  it.each<[words: string, removed: readonly number[], spared: readonly number[]]>([
    ["--keep 4", [], []],
    ["--keep 3", [0], []],
    ["--keep 1", [0, 1], [2]],
    ["--keep 0", [0, 1, 3], [2]],
    ["--keep 0 --unfinished", [0, 1, 2, 3], []],
    ["--older-than 35", [0], []],
    ["--older-than 30", [0, 1], []],
    ["--older-than 0 --keep 3", [0], []],
    ["--older-than 35 --keep 4", [], []],
  ])("%s", async (words, removed, spared) => {
    await withHostileServer({}, async (home, server) => {
      const ids = await four(home, server);
      const done = await home.run(["runs", "prune", ...words.split(" "), "--yes", "--json"]);
      expect([done.exit, done.stderr]).toEqual([0, ""]);
      const newestFirst = (some: readonly number[]) => some.map((at) => ids[at]).reverse();
      expect(JSON.parse(done.stdout)).toEqual({
        removed: newestFirst(removed),
        spared: newestFirst(spared).map((run) => ({ run, why: "incomplete" })),
      });
      expect(idsIn(home)).toEqual(ids.filter((_, at) => !removed.includes(at)));
    });
  });

  it("never removes a running run, whatever it is asked", async () => {
    await withHostileServer({}, async (home, server) => {
      const id = await apply(home, server, "--limit", "1");
      const [dir = ""] = runsIn(home);
      const lock = await lockRun(dir, { machine: await thisMachine(), clock: systemClock });
      const done = await home.run(["runs", "prune", "--keep", "0", "--unfinished", "--yes", "--json"]);
      expect([done.exit, JSON.parse(done.stdout)]).toEqual([
        0,
        { removed: [], spared: [{ run: id, why: "running" }] },
      ]);
      await lock.release();
      expect(idsIn(home)).toEqual([id]);
    });
  });
});

describe("runs prune, as people see it", () => {
  it("says what went and what stays", async () => {
    await withHostileServer({}, async (home, server) => {
      const ids = await four(home, server);
      const known = Object.fromEntries(ids.map((id, at) => [id, `<run ${at}>`]));
      const done = await home.run(["runs", "prune", "--keep", "0", "--yes"]);
      expect(transcript(done, known)).toMatchInlineSnapshot(`
        "exit 0
        --- stdout
        Run  Result
        <run 3>  removed
        <run 1>  removed
        <run 0>  removed
        <run 2>  kept: incomplete"
      `);
    });
  });

  it("requires a limit of how far it may go", async () => {
    await withHostileServer({}, async (home) => {
      const done = await home.run(["runs", "prune", "--yes"]);
      expect(transcript(done)).toMatchInlineSnapshot(`
        "exit 2
        --- stderr
        error: neither an age nor a number of runs to keep is set
        hint: routera runs prune --older-than 30 --keep 10"
      `);
    });
  });
});
