/**
 * The process died, and of its journal only the first n bytes are on disk: for every n, and whatever became of the writes
 * that were under way, the run is resumed, every row is done, and none is done twice.
 */
import { copyFile, mkdir, open, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Failure } from "../../../src/failure.ts";
import { SETTLING_TIME_MS } from "../../../src/runs/engine/reconcileRow.ts";
import { tasksForResume } from "../../../src/runs/engine/taskQueue.ts";
import { readJournal } from "../../../src/runs/journal/read.ts";
import type { JournalRecord } from "../../../src/runs/journal/record.ts";
import { replayJournal } from "../../../src/runs/journal/replay.ts";
import type { OpenJournalFile } from "../../../src/runs/journal/write.ts";
import { type Run, runIn } from "../../../src/runs/storage/runDirectory.ts";
import {
  Account,
  allTasks,
  changeOfDeal,
  continueTestRun,
  dealsTo,
  executeTasks,
  idOf,
  quickClock,
  startTestRun,
  stateDirectory,
  thisMachine,
  useStateDirectories,
} from "../engine.ts";

useStateDirectories();

const ROWS = 4;
/** The row whose write has left when the process dies. */
const KILLED = 3;
const STEPS = Array.from({ length: ROWS }, (_, at) => changeOfDeal(at + 1));

/**
 * A run of four rows that was stopped after the first one, resumed, and killed at the third: its directory, as it was left.
 * It has a pause, an end and a resume in it as well.
 */
async function killedRun(): Promise<{ readonly run: Run; readonly records: readonly JournalRecord[] }> {
  const clock = quickClock();
  const machine = await thisMachine();
  const account = new Account(dealsTo(ROWS), clock);
  const begins = await startTestRun(STEPS, { stateDir: await stateDirectory(), clock });
  async function* first() {
    for await (const task of allTasks(begins.plan)) {
      yield task;
      return;
    }
  }
  begins.journalWriter.observe({ type: "wait", reason: "status 429", ms: 1_000, throttled: true });
  await executeTasks(begins, { client: account, clock, tasks: first() });
  const again = await continueTestRun(begins.run, { machine, clock });
  const copy = runIn(join(await stateDirectory(), "runs", begins.run.id));
  const update: Account["update"] = async (id, fields, options) => {
    if (id !== idOf(KILLED)) return account.update(id, fields, options);
    // What no one waits for is on disk within 100 ms.
    await new Promise((resolve) => setTimeout(resolve, 50));
    await copied(begins.run, copy);
    throw new Failure("bug", "the test has seen enough", { code: "enough" });
  };
  const tasks = tasksForResume(again.plan.steps(), again.journalWriter.state, "pending", {});
  await executeTasks(again, { client: { ...clientOf(account), update }, clock, tasks, concurrency: 1 });
  const records: JournalRecord[] = [];
  for await (const record of readJournal(copy.files.journal)) records.push(record);
  return { run: copy, records };
}

function clientOf({ get, update, settle }: Account): Pick<Account, "get" | "update" | "settle"> {
  return { get, update, settle };
}

/** Without the lock: its holder is gone. */
async function copied(from: Run, to: Run): Promise<void> {
  await mkdir(to.dir, { recursive: true });
  for (const name of ["plan", "journal"] as const) await copyFile(from.files[name], to.files[name]);
}

/** Which of the writes without a result on disk have arrived. */
const WORLDS = ["none", "those announced", "all that were ever sent"] as const;
type World = (typeof WORLDS)[number];

/** The rows that Routera has written by then. */
function arrived(world: World, kept: readonly JournalRecord[], all: readonly JournalRecord[]) {
  const rows = (records: readonly JournalRecord[], type: "intent" | "result") =>
    new Set(records.flatMap((record) => (record.type === type ? [record.row] : [])));
  if (world === "none") return rows(kept, "result");
  return rows(world === "those announced" ? kept : all, "intent");
}

/** True where another world has shown the same already. */
function isShown(world: World, kept: readonly JournalRecord[], all: readonly JournalRecord[]): boolean {
  const here = arrived(world, kept, all);
  const earlier = WORLDS.slice(0, WORLDS.indexOf(world)).map((one) => arrived(one, kept, all));
  return earlier.some((rows) => rows.size === here.size);
}

/** Cuts a copy of the run, resumes it in its world. */
async function cutAndResumed(
  { run, records, machine, journal }: Awaited<ReturnType<typeof scene>>,
  bytes: number,
  world: World,
) {
  const copy = runIn(join(await stateDirectory(), "runs", run.id));
  await copied(run, copy);
  await writeFile(copy.files.journal, journal.subarray(0, bytes));
  const kept: JournalRecord[] = [];
  const reading = readJournal(copy.files.journal);
  for await (const record of reading) kept.push(record);
  if (isShown(world, kept, records)) return undefined;
  const clock = quickClock(Date.parse(kept.findLast((record) => "at" in record)?.at ?? "") || undefined);
  const account = new Account(dealsTo(ROWS), clock);
  for (const row of arrived(world, kept, records)) account.write(idOf(row), STEPS[row - 1]?.set ?? {});
  const again = await continueTestRun(copy, { machine, clock, open: withoutSync });
  const tasks = tasksForResume(again.plan.steps(), again.journalWriter.state, "pending", {});
  const { end } = await executeTasks(again, { client: account, clock, tasks });
  // It can be read on to its end, whatever was cut off.
  const state = await replayJournal(readJournal(copy.files.journal));
  return { account, clock, end, kept, state, torn: again.torn, whole: reading.end().bytes };
}

/** What is cut here was cut by the test: the disk need not be waited for. */
const withoutSync: OpenJournalFile = async (file) => {
  const real = await open(file, "r+");
  return {
    write: (bytes, offset, length, position) => real.write(bytes, offset, length, position),
    datasync: async () => {},
    truncate: (size) => real.truncate(size),
    close: () => real.close(),
  };
};

async function scene() {
  const { run, records } = await killedRun();
  const journal = await readFile(run.files.journal);
  return { run, records, journal, machine: await thisMachine() };
}

describe("a journal that was cut", () => {
  it("is one with every type of record, and a row of unknown outcome", async () => {
    const { records } = await scene();
    const named = records.map((record) => ("row" in record ? `${record.type} ${record.row}` : record.type));
    expect([...named].sort()).toEqual(
      [
        ...["head", "pause", "end", "resume", "intent 1", "result 1", "intent 2", "result 2"],
        `intent ${KILLED}`,
      ].sort(),
    );
  });

  it.each(WORLDS)(
    "at any byte is resumed, where of the writes without a result %s arrived",
    async (world) => {
      const about = await scene();
      const { journal } = about;
      const headEnds = journal.indexOf(0x0a) + 1;
      const cuts = Array.from({ length: journal.length - headEnds + 1 }, (_, at) => headEnds + at);
      const all = STEPS.map(({ id }) => id).sort();
      const work = async () => {
        for (let bytes = cuts.pop(); bytes !== undefined; bytes = cuts.pop()) {
          const resumed = await cutAndResumed(about, bytes, world);
          if (resumed === undefined) continue;
          const { account, clock, end, kept, state, torn, whole } = resumed;
          const at = `cut at byte ${bytes}`;
          expect(
            [...account.deals.values()].map(({ deal_name }) => deal_name),
            at,
          ).toEqual(STEPS.map(({ set }) => set.deal_name));
          // Those that had arrived, and those of the resume: each deal once.
          expect([...account.writes].sort(), at).toEqual(all);
          expect([end.complete, end.pending, end.stopReasons], at).toEqual([true, 0, []]);
          expect([state.complete, state.counts], at).toEqual([true, end.counts]);
          expect(torn?.bytes ?? 0, at).toBe(bytes - whole);
          const { applied, skipped } = end.counts;
          expect(applied + skipped, at).toBe(ROWS);
          // Only what was lost from the journal against all promises can look like another user's work.
          if (world !== "all that were ever sent") expect(skipped, at).toBe(0);
          const isUnknown = arrived("those announced", kept, kept).size > arrived("none", kept, kept).size;
          if (isUnknown) expect(Math.max(...clock.waits), at).toBeGreaterThan(SETTLING_TIME_MS - 1_000);
        }
      };
      await Promise.all(Array.from({ length: 8 }, work));
    },
    60_000,
  );

  it("in front of its first line's end never began: nothing is sent for it", async () => {
    const { journal, machine, run } = await scene();
    const copy = runIn(join(await stateDirectory(), "runs", run.id));
    await copied(run, copy);
    for (let bytes = 0; bytes <= journal.indexOf(0x0a); bytes++) {
      await writeFile(copy.files.journal, journal.subarray(0, bytes));
      await expect(continueTestRun(copy, { machine, clock: quickClock() })).rejects.toMatchObject({
        code: "run_not_started",
        outcome: "not_applied",
      });
    }
  });
});
