/**
 * The process died, and of its journal only the first n bytes are on disk: for every n, and whatever became of the writes
 * that were under way, the run is resumed, every row is done, and none is done twice.
 */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { basename, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
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
  const copy = await emptyRun(begins.run.id);
  const update: Account["update"] = async (id, fields, options) => {
    if (id !== idOf(KILLED)) return account.update(id, fields, options);
    // What no one waits for is on disk within 100 ms.
    await new Promise((resolve) => setTimeout(resolve, 50));
    for (const name of ["plan", "journal"] as const) copyFileSync(begins.run.files[name], copy.files[name]);
    throw new Failure("bug", "the test has seen enough", { code: "enough" });
  };
  const tasks = tasksForResume(again.plan.steps(), again.journalWriter.state, "pending", {});
  await executeTasks(again, { client: { ...clientOf(account), update }, clock, tasks, concurrency: 1 });
  return { run: copy, records: (await recordsIn(copy.files.journal)).records };
}

function clientOf({ get, update, settle }: Account): Pick<Account, "get" | "update" | "settle"> {
  return { get, update, settle };
}

/** The directory of a run in a state directory of its own, without a file. */
async function emptyRun(id: string): Promise<Run> {
  const run = runIn(join(await stateDirectory(), "runs", id));
  mkdirSync(run.dir, { recursive: true });
  return run;
}

/** The run as it was left, but for its journal, and without the lock: its holder is gone. */
async function copyOf(run: Run): Promise<Run> {
  const copy = await emptyRun(run.id);
  copyFileSync(run.files.plan, copy.files.plan);
  return copy;
}

/** Makes a copy that may have been resumed what a cut left of the run: its plan, and the first bytes of its journal. */
function cut(copy: Run, journal: Uint8Array, bytes: number): void {
  for (const name of readdirSync(copy.dir)) {
    if (name !== basename(copy.files.plan)) rmSync(join(copy.dir, name));
  }
  writeFileSync(copy.files.journal, journal.subarray(0, bytes));
}

async function recordsIn(journal: string) {
  const records: JournalRecord[] = [];
  const reading = readJournal(journal);
  for await (const record of reading) records.push(record);
  return { records, bytes: reading.end().bytes };
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

/** Resumes a copy of the run that was cut, in its world. */
async function resumed(copy: Run, kept: readonly JournalRecord[], world: World) {
  const { machine, records } = scene;
  const clock = quickClock(Date.parse(kept.findLast((record) => "at" in record)?.at ?? "") || undefined);
  const account = new Account(dealsTo(ROWS), clock);
  for (const row of arrived(world, kept, records)) account.write(idOf(row), STEPS[row - 1]?.set ?? {});
  const again = await continueTestRun(copy, { machine, clock, open: withoutSync });
  const tasks = tasksForResume(again.plan.steps(), again.journalWriter.state, "pending", {});
  const { end } = await executeTasks(again, { client: account, clock, tasks });
  // It can be read on to its end, whatever was cut off.
  const state = await replayJournal(readJournal(copy.files.journal));
  return { account, clock, end, state, torn: again.torn };
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

async function makeScene() {
  const { run, records } = await killedRun();
  const journal = readFileSync(run.files.journal);
  // Every cut behind the head is read once, for all worlds.
  const cuts: { readonly bytes: number; readonly whole: number; readonly kept: readonly JournalRecord[] }[] =
    [];
  const copy = await copyOf(run);
  for (let bytes = journal.indexOf(0x0a) + 1; bytes <= journal.length; bytes++) {
    cut(copy, journal, bytes);
    const kept = await recordsIn(copy.files.journal);
    cuts.push({ bytes, whole: kept.bytes, kept: kept.records });
  }
  return { run, records, journal, cuts, machine: await thisMachine() };
}

let scene: Awaited<ReturnType<typeof makeScene>>;
beforeAll(async () => {
  scene = await makeScene();
});

describe("a journal that was cut", () => {
  it("is one with every type of record, and a row of unknown outcome", () => {
    const { records } = scene;
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
      const { cuts, journal, records, run } = scene;
      const all = STEPS.map(({ id }) => id).sort();
      const waiting = cuts.filter(({ kept }) => !isShown(world, kept, records));
      const work = async () => {
        const copy = await copyOf(run);
        for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
          const { bytes, kept, whole } = next;
          cut(copy, journal, bytes);
          const { account, clock, end, state, torn } = await resumed(copy, kept, world);
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
    const { journal, machine, run } = scene;
    const copy = await copyOf(run);
    for (let bytes = 0; bytes <= journal.indexOf(0x0a); bytes++) {
      cut(copy, journal, bytes);
      await expect(continueTestRun(copy, { machine, clock: quickClock() })).rejects.toMatchObject({
        code: "run_not_started",
        outcome: "not_applied",
      });
    }
  });
});
