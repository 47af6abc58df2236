/** A run from its first row to its summary: the same for apply, resume and undo. */
import type { Halt } from "../bulk/apply/halt.ts";
import { Pace } from "../bulk/apply/pace.ts";
import { type OpenRun, Performed, type Performing } from "../bulk/apply/perform.ts";
import { isInShard, type Shard } from "../bulk/apply/shard.ts";
import type { Task } from "../bulk/apply/work.ts";
import type { Plan } from "../bulk/plan/readPlan.ts";
import { DEFAULTS } from "../profile/resolve.ts";
import { insideOf } from "./inside.ts";
import type { RunOptions } from "./runOptions.ts";
import { type RunSummary, summaryOf } from "./runSummary.ts";

export type Carrying = OpenRun & {
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

/** @throws only what the caller's own functions throw, when the run is closed */
export async function carry(options: RunOptions, carrying: Carrying): Promise<RunSummary> {
  const { client, concurrency = DEFAULTS.concurrency, rate } = options;
  const { deals, host, interrupt, listen } = insideOf(client);
  const { clock } = host;
  const { ledger, share } = carrying;
  const pace = new Pace({ concurrency, rate, clock, signal: interrupt.soft });
  const stopListening = listen((event) => {
    pace.observe(event);
    ledger.observe(event);
  });
  try {
    const performed = new Performed({
      ...carrying,
      rows: share.changes,
      impossible: share.impossible,
      client: await deals(),
      concurrency,
      pace,
      interrupt,
      clock,
    });
    return await follow(performed, options, carrying.run.id);
  } finally {
    stopListening();
  }
}

/** @param run its id, where there is one */
export async function follow(
  performing: Performing,
  { onRow, onStart }: Pick<RunOptions, "onRow" | "onStart">,
  run: string | undefined,
): Promise<RunSummary> {
  const reports = performing.reports();
  try {
    if (run !== undefined) await onStart?.(run);
    for await (const report of reports) await onRow?.(report);
  } catch (error) {
    // Nothing has begun when it was onStart; entering the loop closes journal and lock as well.
    await closed(reports);
    throw error;
  }
  return summaryOf(performing.end());
}
