/** `apply`: applies a plan. */
import { checkProfileName } from "../config/profileName.ts";
import { Failure, usage } from "../failure.ts";
import { openPlan, type Plan, planFile } from "../plans/file/read.ts";
import { parseShard, type Shard } from "../runs/shard.ts";
import { accountOf } from "./account.ts";
import { checkOptions } from "./checkOptions.ts";
import { begin } from "./executePlan.ts";
import { checkMaxChanges, checkRunOptions, RUN_OPTIONS, shareOf } from "./executeRun.ts";
import { inOptions } from "./hints.ts";
import type { ApplyOptions, RunSummary } from "./run.ts";

/**
 * Carries a plan out. Each deal is read and compared with what the plan saw, announced in the journal, then written.
 * @returns how the run stands, also when it was stopped: see `exitCode` and `stops`
 * @throws RouteraFailure, before anything was sent: `plan_damaged`, `plan_for_another_place`, `plan_not_approved`,
 *   `too_many_changes`, …; what `onStart` and `onRow` throw, once the run is closed
 */
export function apply(options: ApplyOptions): Promise<RunSummary> {
  return inOptions(() => applied(options));
}

async function applied(options: ApplyOptions): Promise<RunSummary> {
  checkOptions("apply", options, TYPES, ["client", "plan"]);
  checkRunOptions(options);
  if (options.profile !== undefined) checkProfileName(options.profile);
  const { approve, client } = options;
  const { target } = accountOf(client);
  const shard = options.shard === undefined ? undefined : shardOf(options.shard);
  const source = planFile(options.plan);
  const plan = await openPlan(source);
  checkPlace(plan.head.origin, target);
  if (approve !== undefined && approve !== plan.end.digest) throw notApproved(plan, approve);
  const share = await shareOf(plan, shard);
  checkMaxChanges(share.changes, options);
  return begin(options, { plan, source, shard, share, read: plan.head.read && (options.read ?? true) });
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

function checkPlace(planned: string, here: string): void {
  if (planned === here) return;
  throw new Failure("conflict", `the plan is for ${planned}, and this client writes to ${here}`, {
    code: "plan_for_another_place",
    hint: "use the client that the plan was made with, or make the plan again",
  });
}

function notApproved({ end: { digest } }: Plan, approve: string): Failure {
  return new Failure("conflict", `this plan is ${digest}, and ${approve} was approved`, {
    code: "plan_not_approved",
    hint: "look at the plan again; the deals or the rows are not what they were when it was approved",
  });
}
