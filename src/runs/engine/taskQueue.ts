/** Tasks of a run in plan order, pulled as they are done: for a new run, and for one that is resumed. */
import type { Fields } from "../../deals/deal.ts";
import type { Blocked, Change, Step } from "../../plans/plan.ts";
import type { Original } from "../../rows/row.ts";
import type { Intent, Resume } from "../journal/record.ts";
import type { JournalState, ReplayedState } from "../journal/replay.ts";
import type { Shard } from "../shard.ts";
import { isInShard } from "../shards/shardOfId.ts";

/** @returns the line of each of these rows that has one */
export async function linesOfRows(
  steps: AsyncIterable<Step>,
  rows: ReadonlySet<number>,
): Promise<ReadonlyMap<number, number>> {
  const lines = new Map<number, number>();
  if (rows.size === 0) return lines;
  for await (const step of steps) {
    if (step.type === "change" && step.line !== undefined && rows.has(step.row))
      lines.set(step.row, step.line);
  }
  return lines;
}

/** A step with the row that it came from, where rows are read along, or with all that is wanted of its deal. */
export type SourcedStep = {
  readonly step: Step;
  readonly original?: Original | undefined;
  readonly wanted?: Fields | undefined;
};

type Along = Omit<SourcedStep, "step">;

/** One thing to do: a change, a row of unknown outcome, or a deal to be reported of that cannot be changed. */
export type Task =
  | (Along & { readonly kind: "change"; readonly change: Change })
  | { readonly kind: "unknown"; readonly intent: Intent; readonly line?: number | undefined }
  | (Along & { readonly kind: "blocked"; readonly step: Blocked });

/** Which rows of a run are taken up again; each word includes the one before. */
export type Retry = NonNullable<Resume["retry"]>;

/** Rows that a resume takes, by their state; those of unknown outcome are settled first, in any case. */
export const RETRYABLE_STATES: Readonly<Record<Retry, readonly ReplayedState[]>> = {
  // `retryable`: surely not written, for a reason that may have passed.
  pending: ["untouched", "retryable"],
  failed: ["untouched", "retryable", "rejected", "conflict"],
  all: ["untouched", "retryable", "rejected", "conflict", "skipped"],
};

export type Selection = {
  readonly shard?: Shard | undefined;
  /** How many changes at most; the others stay pending. */
  readonly limit?: number | undefined;
};

/** All of a plan, for a run that begins. */
export async function* tasksForNewRun(
  steps: AsyncIterable<SourcedStep>,
  selection: Selection,
): AsyncGenerator<Task> {
  const { limit = Number.POSITIVE_INFINITY, shard } = selection;
  let taken = 0;
  for await (const { step, ...along } of steps) {
    if (!isInShard(step.id, shard)) continue;
    if (step.type === "blocked") yield { kind: "blocked", step, ...along };
    else if (taken++ < limit) yield { kind: "change", change: step, ...along };
  }
}

/**
 * What is left of a run, or is to be tried again: first the rows of unknown outcome.
 * @param state where the rows were before
 * @param lines where rows of unknown outcome were in the input
 */
export async function* tasksForResume(
  steps: AsyncIterable<Step>,
  state: JournalState,
  retry: Retry,
  selection: Selection,
  lines: ReadonlyMap<number, number> = new Map(),
): AsyncGenerator<Task> {
  const { limit = Number.POSITIVE_INFINITY, shard } = selection;
  let taken = 0;
  // A copy: the state is kept along while the run continues.
  const unknown = new Map([...state.unknown].sort(([a], [b]) => a - b));
  for (const intent of unknown.values()) {
    if (taken++ < limit) yield { kind: "unknown", intent, line: lines.get(intent.row) };
  }
  const retaken = new Set(RETRYABLE_STATES[retry]);
  for await (const step of steps) {
    if (step.type !== "change" || unknown.has(step.row) || !isInShard(step.id, shard)) continue;
    // Rows are taken in order and each once, so that the state of a row ahead is that of before.
    if (!retaken.has(state.of(step.row))) continue;
    if (taken++ >= limit) return;
    yield { kind: "change", change: step };
  }
}

/** The changes of these tasks in the order of the plan, those of unknown outcome included. Read before the run continues. */
export async function* changesForResume(
  steps: AsyncIterable<Step>,
  state: Pick<JournalState, "of" | "unknown">,
  retry: Retry,
  { limit = Number.POSITIVE_INFINITY, shard }: Selection,
): AsyncGenerator<Change> {
  const unknown = new Set([...state.unknown.keys()].sort((a, b) => a - b).slice(0, limit));
  const retaken = new Set(RETRYABLE_STATES[retry]);
  let room = limit - unknown.size;
  for await (const step of steps) {
    if (step.type !== "change" || !isInShard(step.id, shard)) continue;
    if (unknown.has(step.row)) yield step;
    else if (!state.unknown.has(step.row) && retaken.has(state.of(step.row)) && room-- > 0) yield step;
  }
}
