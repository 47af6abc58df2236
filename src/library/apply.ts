/** A plan → a run: journalled, to be resumed and to be taken back. */
import { Idle } from "../bulk/apply/idle.ts";
import { parseShard, type Shard, shardName } from "../bulk/apply/shard.ts";
import { startRun } from "../bulk/apply/startRun.ts";
import { firstTasks, type SourcedStep } from "../bulk/apply/work.ts";
import { machineOf } from "../bulk/journal/machine.ts";
import { type PlanSource, planFile } from "../bulk/plan/planLines.ts";
import { openPlan, type Plan } from "../bulk/plan/readPlan.ts";
import type { Step } from "../bulk/plan/step.ts";
import { Failure } from "../failure.ts";
import { DEFAULT_PROFILE } from "../profile/profileName.ts";
import { carry, follow, shareOf } from "./carry.ts";
import { refuseUnknown } from "./checkOptions.ts";
import { insideOf } from "./inside.ts";
import {
  checkMaxChanges,
  checkRunOptions,
  haltOf,
  RUN_OPTIONS,
  type RunOptions,
  stateDirOf,
} from "./runOptions.ts";
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
export async function apply(options: ApplyOptions): Promise<RunSummary> {
  refuseUnknown("apply", options, NAMES);
  checkRunOptions(options);
  const { approve, client, maxChanges } = options;
  const { origin } = insideOf(client);
  const shard = options.shard === undefined ? undefined : parseShard(options.shard);
  const source = planFile(options.plan);
  const plan = await openPlan(source);
  checkPlace(plan.head.origin, origin);
  if (approve !== undefined && approve !== plan.end.digest) throw notApproved(plan, approve);
  const share = await shareOf(plan, shard);
  checkMaxChanges(share.changes, maxChanges);
  return begin(options, { plan, source, shard, share, read: plan.head.read && (options.read ?? true) });
}

const NAMES = {
  ...RUN_OPTIONS,
  plan: true,
  approve: true,
  maxChanges: true,
  shard: true,
  read: true,
  profile: true,
} as const;

type Beginning = {
  readonly plan: Plan;
  readonly source: PlanSource;
  readonly shard: Shard | undefined;
  readonly share: Awaited<ReturnType<typeof shareOf>>;
  readonly read: boolean;
};

/** Makes the run and carries it out. @throws as `apply` does */
export async function begin(
  options: RunOptions & Pick<ApplyOptions, "profile">,
  { plan, read, shard, share, source }: Beginning,
): Promise<RunSummary> {
  const { limit, profile = DEFAULT_PROFILE } = options;
  const { deals, fingerprint, host } = insideOf(options.client);
  const { head } = plan;
  if (share.changes === 0) {
    const about = {
      kind: head.kind,
      origin: head.origin,
      profile,
      plan_digest: plan.end.digest,
      ...(shard !== undefined && { shard: shardName(shard) }),
      ...(head.undo_of !== undefined && { undo_of: head.undo_of }),
    };
    return follow(new Idle(about, firstTasks(sourced(plan.steps()), { shard })), options.onRow);
  }
  // Whatever can be refused is refused before there is a folder.
  const reached = await deals();
  const open = await startRun(
    {
      stateDir: stateDirOf(options, host),
      plan,
      source,
      origin: head.origin,
      profile,
      fingerprint: await fingerprint(),
      shard,
    },
    { machine: await machineOf(host), clock: host.clock },
  );
  return carry(options, {
    ...open,
    client: reached,
    tasks: firstTasks(sourced(open.plan.steps()), { shard, limit }),
    halt: haltOf(options, Math.min(share.changes, limit ?? share.changes)),
    share,
    read,
  });
}

async function* sourced(steps: AsyncIterable<Step>): AsyncGenerator<SourcedStep> {
  for await (const step of steps) yield { step };
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
