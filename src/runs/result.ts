/** Result of a run: its exit code, and the outcome of its writes together. Pure. */
import { type Failure, KINDS, type Outcome } from "../failure.ts";
import type { Counts } from "./journal/record.ts";

export type RunFacts = {
  /** What stopped the run before its time, all of it: a signal, a guard, a broken journal, … */
  readonly stopReasons: readonly Pick<Failure, "exitCode">[];
  /** Rows of the whole run, earlier calls included. */
  readonly counts: Counts;
  /** Deals that the plan says cannot be changed. */
  readonly blocked: number;
  /** True for a run that was complete before this call: its rows are no news. */
  readonly wasComplete?: boolean | undefined;
};

/** The first of these that happened; what is not in the list (a plan that changed, bad input) comes behind. */
export const PRECEDENCE: readonly number[] = [
  KINDS.interrupted.exit,
  KINDS.terminated.exit,
  KINDS.broken_pipe.exit,
  KINDS.local_io.exit,
  KINDS.guard.exit,
  KINDS.credentials.exit,
  KINDS.not_routera.exit,
  KINDS.try_later.exit,
  KINDS.outcome_unknown.exit,
  KINDS.rows_failed.exit,
];

/** 0 when every row is applied or needed nothing, or when the run was complete before. */
export function exitOfRun({ stopReasons, counts, blocked, wasComplete }: RunFacts): number {
  if (wasComplete) return 0;
  const happened = new Set(stopReasons.map(({ exitCode }) => exitCode));
  if (counts.retryable > 0) happened.add(KINDS.try_later.exit);
  if (counts.unknown > 0) happened.add(KINDS.outcome_unknown.exit);
  if (counts.rejected + counts.conflict + blocked > 0) happened.add(KINDS.rows_failed.exit);
  return PRECEDENCE.find((code) => happened.has(code)) ?? [...happened][0] ?? 0;
}

/** Deals that did not get their change: the sum of rows that ended in any other way than applied or skipped, and blocked deals. */
export function failedCount(counts: Counts, blocked = 0): number {
  return counts.rejected + counts.conflict + counts.retryable + counts.unknown + blocked;
}

/**
 * `unknown` as soon as one row is: who reads it must look before anything is sent again. `applied` when Routera holds at
 * least one row; that is no promise about the others.
 */
export function outcomeOfRun({ counts }: Pick<RunFacts, "counts">): Outcome {
  if (counts.unknown > 0) return "unknown";
  return counts.applied > 0 ? "applied" : "not_applied";
}
