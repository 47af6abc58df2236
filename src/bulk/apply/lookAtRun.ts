/** All that can be told of one run, also of one that is going on or whose journal is damaged. Touches nothing. */
import { access } from "node:fs/promises";
import { asFailure } from "../../failure.ts";
import { JournalState } from "../journal/foldJournal.ts";
import { isSystemError } from "../journal/journalFailure.ts";
import type { Counts, End, Head, Pause, Result } from "../journal/journalRecord.ts";
import type { RunStatus } from "../journal/listRuns.ts";
import { lockState } from "../journal/lockRun.ts";
import type { Machine } from "../journal/machine.ts";
import { type Damage, readJournal, type TornLine } from "../journal/readJournal.ts";
import type { Run } from "../journal/run.ts";
import { openPlan } from "../plan/readPlan.ts";
import { SHOWN } from "./perform.ts";
import type { RowReport } from "./rowReport.ts";
import { isInShard, parseShard } from "./shard.ts";

export type RunLook = {
  readonly run: string;
  readonly status: RunStatus;
  readonly head: Head | undefined;
  readonly end: End | undefined;
  /** Changes of this run: of the plan, or of its part of it. */
  readonly rows: number;
  readonly counts: Counts;
  /** Rows that were announced and have no answer yet. */
  readonly inDoubt: number;
  /** Rows still to be done, those in doubt and of unknown outcome among them. */
  readonly pending: number;
  readonly pauses: number;
  readonly lastPause: Pause | undefined;
  readonly resumes: number;
  readonly lastAt: string | undefined;
  /** The first rows that did not go well and still stand so. */
  readonly failures: readonly RowReport[];
  readonly failureCount: number;
  /** Some deals were read before they were written: there is something to take back. */
  readonly read: boolean;
  readonly damage: Damage | undefined;
  readonly torn: TornLine | undefined;
  /** Why the run's files cannot be read, or only in part. */
  readonly problem: string | undefined;
};

export async function lookAtRun(run: Run, machine: Machine): Promise<RunLook> {
  const { state: lock } = await lockState(run.dir, machine);
  const seen = await readLeniently(run);
  const { state, problem } = seen;
  const { counts, head } = state;
  const share = await changesOf(run, head);
  const rows = share.rows ?? head?.rows ?? 0;
  const { applied, conflict, failed, rejected, skipped, unknown } = counts;
  const failures = [...seen.failures.values()].filter(({ row, outcome }) => state.of(row) === outcome);
  return {
    run: run.id,
    status: statusOf(lock === "held", seen, state),
    head,
    end: state.end,
    rows,
    counts,
    inDoubt: state.undecided.size - unknown,
    pending: Math.max(0, rows - applied - conflict - failed - rejected - skipped),
    pauses: seen.pauses,
    lastPause: state.pause,
    resumes: state.resumes,
    lastAt: state.lastAt,
    failures: failures.map(({ row, id, outcome, status, code, message }) => ({
      row,
      id,
      outcome,
      status,
      code,
      message,
    })),
    failureCount: conflict + failed + rejected + unknown,
    read: seen.read,
    damage: seen.damage,
    torn: lock === "held" ? undefined : seen.torn,
    problem: problem ?? share.problem,
  };
}

type Seen = {
  readonly state: JournalState;
  readonly failures: ReadonlyMap<number, Result>;
  readonly pauses: number;
  readonly read: boolean;
  readonly damage?: Damage | undefined;
  readonly torn?: TornLine | undefined;
  readonly problem?: string | undefined;
};

async function readLeniently({ files }: Run): Promise<Seen> {
  const state = new JournalState();
  const failures = new Map<number, Result>();
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
      if (record.outcome !== "applied" && record.outcome !== "skipped" && failures.size < SHOWN) {
        failures.set(record.row, record);
      }
    }
    const { damage, torn } = reading.end();
    return { ...soFar(), damage, torn };
  } catch (error) {
    return { ...soFar(), problem: asFailure(error).message };
  }
}

function statusOf(held: boolean, { damage, problem }: Seen, state: JournalState): RunStatus {
  if (held) return "running";
  if (problem !== undefined || damage !== undefined) return "broken";
  if (state.head === undefined) return "unstarted";
  return state.complete ? "finished" : "unfinished";
}

/** A part of a plan has as many rows as the plan says, and only the plan. */
async function changesOf(
  { files }: Run,
  head: Head | undefined,
): Promise<{ readonly rows?: number; readonly problem?: string }> {
  if (head?.shard === undefined) return {};
  try {
    const shard = parseShard(head.shard);
    let rows = 0;
    for await (const step of (await openPlan(files.plan)).steps()) {
      if (step.type === "change" && isInShard(step.id, shard)) rows++;
    }
    return { rows };
  } catch (error) {
    return { problem: asFailure(error).message };
  }
}
