/** A plan → a run: journalled, to be resumed and to be taken back. */
import { parseShard, type Shard } from "../bulk/apply/shard.ts";
import { planFile } from "../bulk/plan/planLines.ts";
import { openPlan, type Plan } from "../bulk/plan/readPlan.ts";
import { Failure, usage } from "../failure.ts";
import { checkProfileName } from "../profile/profileName.ts";
import { begin } from "./begin.ts";
import { shareOf } from "./carry.ts";
import { checkOptions } from "./checkOptions.ts";
import { inOptions } from "./hints.ts";
import { insideOf } from "./inside.ts";
import { checkMaxChanges, checkRunOptions, RUN_OPTIONS } from "./runGuards.ts";
import type { RunOptions } from "./runOptions.ts";
import type { RunSummary } from "./runSummary.ts";

export type ApplyOptions = RunOptions & {
  /** Path of the plan file. */
  readonly plan: string;
  /** The digest of the plan that was approved: any other plan is refused. */
  readonly approve?: string | undefined;
  /** Refuses a plan with more changes, before anything is sent. */
  readonly maxChanges?: number | undefined;
  /** `"1/4"`: the first of four parts, which may run on different machines. */
  readonly shard?: string | undefined;
  /** False: deals are not read before they are written; changes of others are not seen, and there is no undo. Default true. */
  readonly read?: boolean | undefined;
  /** The profile of the command line for this account, for the commands that it proposes. Default `default`. */
  readonly profile?: string | undefined;
};

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
  const { origin } = insideOf(client);
  const shard = options.shard === undefined ? undefined : shardOf(options.shard);
  const source = planFile(options.plan);
  const plan = await openPlan(source);
  checkPlace(plan.head.origin, origin);
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
