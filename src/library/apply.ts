/** `apply`: applies a plan. */
import { planFile } from "../plans/file/read.ts";
import { applyPlan } from "../runs/apply.ts";
import { parseShard } from "../runs/shard.ts";
import { APPLY_OPTIONS, type ApplyOptions, type RunSummary } from "./run.ts";
import { runOperation } from "./runOperation.ts";

/**
 * Applies a plan and returns a summary. Each deal is read, compared with the plan, recorded in the journal, then written.
 * @param options.plan path of the plan file
 * @returns the summary of the run, also if the run was stopped: see `exitCode` and `stopReasons`
 * @throws RouteraFailure before the first request: `plan_damaged`, `plan_target_mismatch`, `plan_not_approved`,
 *   `too_many_changes`, …; `caller_failed` where `onStart` or `onRow` throws, once the run is closed
 */
export function apply(options: ApplyOptions): Promise<RunSummary> {
  const about = { name: "apply", options: APPLY_OPTIONS, needed: "plan" };
  return runOperation(options, about, (account, { plan, shard: part, ...run }, on) => {
    const shard = part === undefined ? undefined : parseShard(part);
    return applyPlan(account, { from: "plan", source: planFile(plan) }, { ...run, shard }, on);
  });
}
