/** A run from its first row to its summary: the same for apply, resume and undo. */
import type { DealsClient } from "../api/deals.ts";
import type { Halt } from "../bulk/apply/halt.ts";
import { Pace } from "../bulk/apply/pace.ts";
import { type OpenRun, Performed, type Performing } from "../bulk/apply/perform.ts";
import { isInShard, type Shard } from "../bulk/apply/shard.ts";
import type { Task } from "../bulk/apply/work.ts";
import type { Plan } from "../bulk/plan/readPlan.ts";
import { Failure } from "../failure.ts";
import { DEFAULTS } from "../profile/resolve.ts";
import { insideOf } from "./inside.ts";
import type { RunOptions } from "./runOptions.ts";
import type { RowResult, RunSummary } from "./runSummary.ts";
import { summaryOf } from "./summaryOf.ts";

export type Carrying = OpenRun & {
  readonly client: DealsClient;
  readonly tasks: AsyncIterable<Task>;
  readonly halt: Halt;
  readonly share: Share;
  /** False: nothing is read before it is written. */
  readonly read: boolean;
};

/** Steps of a run: all of the plan, or those of its part. */
export type Share = { readonly changes: number; readonly impossible: number };

export async function shareOf(plan: Plan, shard: Shard | undefined): Promise<Share> {
  if (shard === undefined) return plan.end;
  const share = { changes: 0, impossible: 0 };
  for await (const step of plan.steps()) {
    if (isInShard(step.id, shard)) share[step.type === "change" ? "changes" : "impossible"] += 1;
  }
  return share;
}

/** @throws only what the caller's own functions throw, once the run is closed */
export async function carry(options: RunOptions, carrying: Carrying): Promise<RunSummary> {
  const { client, concurrency = DEFAULTS.concurrency, onRow, onStart, rate } = options;
  const { host, interrupt, listen } = insideOf(client);
  const { clock } = host;
  const { halt, ledger, run, share } = carrying;
  const pace = new Pace({ concurrency, rate, clock, signal: interrupt.soft });
  const performed = new Performed({
    ...carrying,
    rows: share.changes,
    impossible: share.impossible,
    concurrency,
    pace,
    interrupt,
    clock,
  });
  const stopListening = listen((event) => {
    pace.observe(event);
    ledger.observe(event);
  });
  try {
    await onStart?.(run.id);
  } catch (error) {
    // A run that is stopped sends nothing, and closes its journal in good order.
    halt.stop(new Failure("interrupted", "stopped by the caller", { code: "stopped_by_caller" }));
    await follow(performed, undefined);
    stopListening();
    throw error;
  }
  try {
    return await follow(performed, onRow);
  } finally {
    stopListening();
  }
}

/** Tells every row; leaving the loop finishes what is under way. */
export async function follow(
  performing: Performing,
  onRow: ((row: RowResult) => void | Promise<void>) | undefined,
): Promise<RunSummary> {
  for await (const report of performing.reports()) await onRow?.(report);
  return summaryOf(performing.end());
}
