/** Executes a plan for `apply` and `undo`: starts a run, or reports an empty one. */
import { DEFAULT_PROFILE } from "../config/profileName.ts";
import type { Plan, PlanSource } from "../plans/file/read.ts";
import type { Step } from "../plans/plan.ts";
import { startRun } from "../runs/apply.ts";
import { Idle } from "../runs/engine/executor.ts";
import { firstTasks, type SourcedStep } from "../runs/engine/taskQueue.ts";
import { type Shard, shardName } from "../runs/shard.ts";
import { machineOf } from "../runs/storage/processIdentity.ts";
import { accountOf } from "./account.ts";
import { carry, follow, haltOf, type Share, stateDirOf } from "./executeRun.ts";
import type { RunOptions, RunSummary } from "./run.ts";

export type Beginning = {
  readonly plan: Plan;
  readonly source: PlanSource;
  readonly shard: Shard | undefined;
  readonly share: Share;
  readonly read: boolean;
};

/** @throws Failure, before anything was sent; what the caller's own functions throw */
export async function begin(
  options: RunOptions & { readonly profile?: string | undefined },
  { plan, read, shard, share, source }: Beginning,
): Promise<RunSummary> {
  const { limit, profile = DEFAULT_PROFILE } = options;
  const { deals, fingerprint, host } = accountOf(options.client);
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
      stateDir: await stateDirOf(options, host),
      plan,
      source,
      origin: head.origin,
      profile,
      fingerprint: await fingerprint(),
      shard,
      read,
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
