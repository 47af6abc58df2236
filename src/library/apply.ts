/** `apply`: applies a plan. */
import { checkProfileName } from "../config/profileName.ts";
import { usage } from "../failure.ts";
import { planFile } from "../plans/file/read.ts";
import { applyPlan } from "../runs/apply.ts";
import { parseShard, type Shard } from "../runs/shard.ts";
import { checkCount, checkOptions } from "./checkOptions.ts";
import { executeRun, RUN_OPTIONS } from "./executeRun.ts";
import { inOptions } from "./hints.ts";
import type { ApplyOptions, RunSummary } from "./run.ts";

/**
 * Carries a plan out. Each deal is read and compared with what the plan saw, announced in the journal, then written.
 * @returns how the run stands, also when it was stopped: see `exitCode` and `stops`
 * @throws RouteraFailure, before anything was sent: `plan_damaged`, `plan_for_another_place`, `plan_not_approved`,
 *   `too_many_changes`, …; `caller_failed` where `onStart` or `onRow` throws, once the run is closed
 */
export function apply(options: ApplyOptions): Promise<RunSummary> {
  return inOptions(() => applied(options));
}

async function applied(given: ApplyOptions): Promise<RunSummary> {
  const options = checkOptions("apply", given, TYPES, ["client", "plan"]);
  const { approve, maxChanges, profile, read } = options;
  if (profile !== undefined) checkProfileName(profile);
  checkCount("maxChanges", maxChanges, 0);
  const shard = options.shard === undefined ? undefined : shardOf(options.shard);
  const source = { from: "plan", source: planFile(options.plan) } as const;
  return executeRun(options, (account, run, on) =>
    applyPlan(account, source, { ...run, approve, maxChanges, read, shard }, on),
  );
}

const TYPES = {
  ...RUN_OPTIONS,
  plan: "path",
  approve: "string",
  maxChanges: "number",
  shard: "string",
  read: "boolean",
  profile: "string",
} as const;

function shardOf(text: string): Shard {
  try {
    return parseShard(text);
  } catch {
    throw usage("bad_shard", `apply: shard must be a part such as "1/4", not ${JSON.stringify(text)}`);
  }
}
