/** Inspects a run: everything that can be said of it, also while it is running or after its journal was damaged. Changes nothing. */

import type { LocalState } from "../account/account.ts";
import { asFailure } from "../failure.ts";
import { access } from "../files/operations.ts";
import { isSystemError } from "../files/systemError.ts";
import { planFile, readPlan } from "../plans/file/read.ts";
import { SHOWN } from "./engine/executor.ts";
import { isError, type RowReport } from "./engine/rowReport.ts";
import { type Damage, readJournal, type TornLine } from "./journal/read.ts";
import type { Counts, JournalEndRecord, JournalHead, Pause, RowResultRecord } from "./journal/record.ts";
import { JournalState } from "./journal/replay.ts";
import { isUndone, listRuns, type RunStatus, undoneBy } from "./list.ts";
import { failedCount } from "./result.ts";
import { parseShard } from "./shard.ts";
import { isInShard } from "./shards/shardOfId.ts";
import { lockState } from "./storage/lock.ts";
import { openRun } from "./storage/open.ts";
import type { Machine } from "./storage/processIdentity.ts";
import type { Run } from "./storage/runDirectory.ts";
import { runStore } from "./storage/runStore.ts";

export type RunDetails = {
  readonly run: string;
  readonly status: RunStatus;
  readonly head: JournalHead | undefined;
  readonly end: JournalEndRecord | undefined;
  /** Changes of this run: of the plan, or of its part of it. */
  readonly rows: number;
  readonly counts: Counts;
  /** Deals, or fields of deals, that could not be changed when the plan was made; undefined where the plan can't be read. */
  readonly blocked: number | undefined;
  readonly failed: number;
  /** Rows still to be done, those of unknown outcome among them. */
  readonly pending: number;
  readonly pauses: number;
  readonly lastPause: Pause | undefined;
  readonly resumes: number;
  readonly lastAt: string | undefined;
  /** When the latest write was announced. */
  readonly lastWriteAt: string | undefined;
  /** The first rows that failed and still are failed. */
  readonly failures: readonly RowReport[];
  readonly failureCount: number;
  /** Some deals were read before they were written: there is something to undo. */
  readonly read: boolean;
  readonly damage: Damage | undefined;
  readonly torn: TornLine | undefined;
  /** Why the run's files cannot be read, or only in part. */
  readonly problem: string | undefined;
};

/** A run with the runs that undid it. */
export type InspectedRun = {
  readonly details: RunDetails;
  /** IDs, newest first. */
  readonly undoneBy: readonly string[];
  /** True when nothing is left to undo. */
  readonly isUndone: boolean;
};

/** @param name a run ID, the beginning of one, or `last` @throws Failure `run_not_found`, … */
export async function showRun(local: LocalState, name: string): Promise<InspectedRun> {
  const run = await openRun(await local.stateDir.find(), name, local.host);
  const store = await runStore(local);
  const runs = await listRuns(store);
  const details = await inspectRun(run, store.machine);
  return {
    details,
    undoneBy: undoneBy(runs, run.id),
    isUndone: isUndone(runs, run.id, details.lastWriteAt),
  };
}

/** @param machine undefined for a copy of a run: no one is at work on it */
export async function inspectRun(run: Run, machine: Machine | undefined): Promise<RunDetails> {
  const { state: lock } = machine ? await lockState(run.dir, machine) : { state: "free" };
  const seen = await readLeniently(run);
  const { state, problem } = seen;
  const { head } = state;
  const isHeld = lock === "held";
  // While the run continues, rows without an answer are under way.
  const counts = isHeld
    ? { ...state.counts, unknown: state.counts.unknown - state.unanswered }
    : state.counts;
  const failures = [...seen.failures.values()].filter(({ row, outcome }) => state.of(row) === outcome);
  const share = await shareOf(
    run,
    head,
    new Set([...failures.map(({ row }) => row), ...state.unknown.keys()]),
  );
  const rows = share.rows ?? head?.rows ?? 0;
  const { applied, conflict, rejected, retryable, skipped } = counts;
  return {
    run: run.id,
    status: statusOf(isHeld, seen, state),
    head,
    end: state.end,
    rows,
    counts,
    blocked: share.blocked,
    failed: failedCount(counts, share.blocked),
    pending: Math.max(0, rows - applied - conflict - rejected - retryable - skipped),
    pauses: seen.pauses,
    lastPause: state.pause,
    resumes: state.resumes,
    lastAt: state.lastAt,
    lastWriteAt: state.lastWriteAt,
    failures: [
      ...failures.map(({ row, id, outcome, status, code, message }) => ({
        row,
        line: share.lines.get(row),
        id,
        outcome,
        status,
        code,
        message,
      })),
      ...(isHeld ? [] : unanswered(state, share.lines)),
      ...share.left,
    ].slice(0, SHOWN),
    failureCount: failedCount(counts, share.blocked),
    read: seen.read,
    damage: seen.damage,
    torn: isHeld ? undefined : seen.torn,
    problem: problem ?? share.problem,
  };
}

/** Rows that a process had sent when it died. */
function unanswered(state: JournalState, lines: ReadonlyMap<number, number>): readonly RowReport[] {
  return [...state.unknown.values()]
    .filter(({ row }) => state.of(row) === "sent")
    .map(({ row, id }) => ({ row, line: lines.get(row), id, outcome: "unknown", code: "outcome_unknown" }));
}

type Seen = {
  readonly state: JournalState;
  readonly failures: ReadonlyMap<number, RowResultRecord>;
  readonly pauses: number;
  readonly read: boolean;
  readonly damage?: Damage | undefined;
  readonly torn?: TornLine | undefined;
  readonly problem?: string | undefined;
};

async function readLeniently({ files }: Run): Promise<Seen> {
  const state = new JournalState();
  const failures = new Map<number, RowResultRecord>();
  let pauses = 0;
  let read = false;
  const soFar = () => ({ state, failures, pauses, read });
  const missing = await access(files.journal).then(
    () => false,
    (error: unknown) => isSystemError(error, "ENOENT"),
  );
  if (missing) return soFar();
  const reading = readJournal(files.journal, { lenient: true });
  try {
    for await (const record of reading) {
      state.add(record);
      if (record.type === "pause") pauses++;
      if (record.type === "intent" && record.before !== undefined) read = true;
      if (record.type !== "result") continue;
      failures.delete(record.row);
      if (isError(record) && state.of(record.row) === record.outcome && failures.size < SHOWN)
        failures.set(record.row, record);
    }
    const { damage, torn } = reading.end();
    return { ...soFar(), damage, torn };
  } catch (error) {
    return { ...soFar(), problem: asFailure(error).message };
  }
}

function statusOf(held: boolean, { damage, problem }: Seen, state: JournalState): RunStatus {
  if (held) return "running";
  if (problem !== undefined || damage !== undefined) return "damaged";
  if (state.head === undefined) return "not_started";
  return state.complete ? "finished" : "incomplete";
}

type Share = {
  readonly rows?: number;
  readonly blocked?: number;
  /** The first of those that could not be changed. */
  readonly left: readonly RowReport[];
  /** Where rows were in the input. */
  readonly lines: ReadonlyMap<number, number>;
  readonly problem?: string;
};

/** What only the plan reports: how many rows a part of it has, what could not be changed, and where rows came from. */
async function shareOf(
  { files }: Run,
  head: JournalHead | undefined,
  asked: ReadonlySet<number>,
): Promise<Share> {
  const lines = new Map<number, number>();
  const left: RowReport[] = [];
  if (head === undefined) return { lines, left };
  try {
    const shard = head.shard === undefined ? undefined : parseShard(head.shard);
    let rows = 0;
    let blocked = 0;
    for await (const step of readPlan(planFile(files.plan))) {
      if (step.type === "plan" || step.type === "end" || !isInShard(step.id, shard)) continue;
      if (step.type === "blocked") {
        blocked++;
        const { line, id, code, message } = step;
        if (left.length < SHOWN) left.push({ line, id, outcome: "blocked", code, message });
      } else {
        rows++;
        if (step.line !== undefined && asked.has(step.row)) lines.set(step.row, step.line);
      }
    }
    return { rows, blocked, left, lines };
  } catch (error) {
    // The head of a whole plan says as much.
    const told = { lines, left: [] };
    return head.shard === undefined ? told : { ...told, problem: asFailure(error).message };
  }
}
