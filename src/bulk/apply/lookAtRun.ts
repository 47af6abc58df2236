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
import { planFile } from "../plan/planLines.ts";
import { readPlan } from "../plan/readPlan.ts";
import { SHOWN } from "./perform.ts";
import { isFailure, type RowReport } from "./rowReport.ts";
import { isInShard, parseShard } from "./shard.ts";

export type RunLook = {
  readonly run: string;
  readonly status: RunStatus;
  readonly head: Head | undefined;
  readonly end: End | undefined;
  /** Changes of this run: of the plan, or of its part of it. */
  readonly rows: number;
  readonly counts: Counts;
  /** Deals, or fields of deals, that could not be changed when the plan was made; undefined where the plan can't be read. */
  readonly impossible: number | undefined;
  /** Rows that were announced and have no answer yet. */
  readonly inDoubt: number;
  /** Rows still to be done, those in doubt and of unknown outcome among them. */
  readonly pending: number;
  readonly pauses: number;
  readonly lastPause: Pause | undefined;
  readonly resumes: number;
  readonly lastAt: string | undefined;
  /** When the latest write was announced. */
  readonly lastWriteAt: string | undefined;
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
  const failures = [...seen.failures.values()].filter(({ row, outcome }) => state.of(row) === outcome);
  const share = await shareOf(run, head, new Set(failures.map(({ row }) => row)));
  const rows = share.rows ?? head?.rows ?? 0;
  const { applied, conflict, failed, rejected, skipped, unknown } = counts;
  return {
    run: run.id,
    status: statusOf(lock === "held", seen, state),
    head,
    end: state.end,
    rows,
    counts,
    impossible: share.impossible,
    inDoubt: state.undecided.size - unknown,
    pending: Math.max(0, rows - applied - conflict - failed - rejected - skipped),
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
      ...share.left,
    ].slice(0, SHOWN),
    failureCount: conflict + failed - state.unsent + rejected + unknown + (share.impossible ?? 0),
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
      if (isFailure(record) && failures.size < SHOWN) failures.set(record.row, record);
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

type Share = {
  readonly rows?: number;
  readonly impossible?: number;
  /** The first of those that could not be changed. */
  readonly left: readonly RowReport[];
  /** Where rows stood in the input. */
  readonly lines: ReadonlyMap<number, number>;
  readonly problem?: string;
};

/** What only the plan tells: how many rows a part of it has, what could not be changed, and where rows came from. */
async function shareOf({ files }: Run, head: Head | undefined, asked: ReadonlySet<number>): Promise<Share> {
  const lines = new Map<number, number>();
  const left: RowReport[] = [];
  if (head === undefined) return { lines, left };
  try {
    const shard = head.shard === undefined ? undefined : parseShard(head.shard);
    let rows = 0;
    let impossible = 0;
    for await (const step of readPlan(planFile(files.plan))) {
      if (step.type === "plan" || step.type === "end" || !isInShard(step.id, shard)) continue;
      if (step.type === "impossible") {
        impossible++;
        const { line, id, code, message } = step;
        if (left.length < SHOWN) left.push({ line, id, outcome: "impossible", code, message });
      } else {
        rows++;
        if (step.line !== undefined && asked.has(step.row)) lines.set(step.row, step.line);
      }
    }
    return { rows, impossible, left, lines };
  } catch (error) {
    // The head of a whole plan says as much.
    const told = { lines, left: [] };
    return head.shard === undefined ? told : { ...told, problem: asFailure(error).message };
  }
}
