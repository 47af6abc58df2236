/** `apply`: applies a plan. */
import { usage } from "../failure.ts";
import { planFile } from "../plans/file/read.ts";
import { applyPlan } from "../runs/apply.ts";
import { parseShard, type Shard } from "../runs/shard.ts";
import { checkOptions } from "./checkOptions.ts";
import { executeRun, RUN_OPTIONS } from "./executeRun.ts";
import { withLibraryWording } from "./hints.ts";
import { APPLY_OPTIONS, type ApplyOptions, type RunSummary } from "./run.ts";

/**
 * Carries a plan out. Each deal is read and compared with what the plan saw, announced in the journal, then written.
 * @returns how the run stands, also when it was stopped: see `exitCode` and `stopReasons`
 * @throws RouteraFailure, before anything was sent: `plan_damaged`, `plan_target_mismatch`, `plan_not_approved`,
 *   `too_many_changes`, …; `caller_failed` where `onStart` or `onRow` throws, once the run is closed
 */
export function apply(options: ApplyOptions): Promise<RunSummary> {
  return withLibraryWording(() => applied(options));
}

async function applied(given: ApplyOptions): Promise<RunSummary> {
  const options = checkOptions("apply", given, { ...RUN_OPTIONS, ...APPLY_OPTIONS }, ["client", "plan"]);
  const shard = options.shard === undefined ? undefined : shardOf(options.shard);
  const source = { from: "plan", source: planFile(options.plan) } as const;
  return executeRun(options, (account, run, on) => applyPlan(account, source, { ...run, shard }, on));
}

function shardOf(text: string): Shard {
  try {
    return parseShard(text);
  } catch {
    throw usage("bad_shard", `apply: shard must be a part such as "1/4", not ${JSON.stringify(text)}`);
  }
}
