/** A plan that was shown and agreed to → a run at work. */
import type { FailuresFile } from "../../bulk/apply/failuresFile.ts";
import { Halt } from "../../bulk/apply/halt.ts";
import { Idle } from "../../bulk/apply/idle.ts";
import { isInShard, type Shard, shardName } from "../../bulk/apply/shard.ts";
import { startRun } from "../../bulk/apply/startRun.ts";
import { wholeDeals } from "../../bulk/apply/wantedChange.ts";
import { withOriginals } from "../../bulk/apply/withOriginals.ts";
import { firstTasks, type SourcedStep } from "../../bulk/apply/work.ts";
import type { PlanSource } from "../../bulk/plan/planLines.ts";
import type { Plan } from "../../bulk/plan/readPlan.ts";
import type { Step } from "../../bulk/plan/step.ts";
import type { Row } from "../../bulk/rows/row.ts";
import type { Context } from "../../context.ts";
import { Failure } from "../../failure.ts";
import { privateStateFolder } from "../../profile/privateState.ts";
import { type Carried, carryOut, printed } from "./carryOut.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { Guards } from "./runFlags.ts";
import { runMeans } from "./runMeans.ts";

export type Beginning = Guards & {
  readonly plan: Plan;
  readonly source: PlanSource;
  /** How many changes and impossible steps of the plan are this run's. */
  readonly share: Share;
  readonly shard: Shard | undefined;
  /** False: nothing is read before it is written. */
  readonly read: boolean;
  readonly concurrency: number | undefined;
  readonly rate: number | undefined;
  /** The rows that the plan was made of, from the first one. */
  readonly rows?: (() => AsyncIterable<Row>) | undefined;
  readonly file: FailuresFile | undefined;
};

export type Share = { readonly changes: number; readonly impossible: number };

/** Steps of this run: all of the plan, or those of its part. */
export async function shareOf(plan: Plan, shard: Shard | undefined): Promise<Share> {
  if (shard === undefined) return plan.end;
  const share = { changes: 0, impossible: 0 };
  for await (const step of plan.steps()) {
    if (isInShard(step.id, shard)) share[step.type === "change" ? "changes" : "impossible"] += 1;
  }
  return share;
}

/** @throws Failure; then nothing was sent */
export async function begin(context: Context, beginning: Beginning): Promise<Carried> {
  const { limit, plan, read, share, shard } = beginning;
  const settings = await context.settings();
  const { head } = plan;
  const left = Math.min(share.changes, limit ?? share.changes);
  if (share.changes === 0) {
    const about = {
      kind: head.kind,
      origin: head.origin,
      profile: settings.profile.value,
      plan_digest: plan.end.digest,
      ...(shard !== undefined && { shard: shardName(shard) }),
      ...(head.undo_of !== undefined && { undo_of: head.undo_of }),
    };
    const { file } = beginning;
    const idle = new Idle(
      about,
      firstTasks(sourced(plan, beginning), { shard }),
      file && { onFailure: file.add, onEnd: file.close },
    );
    return printed(context, idle, { left: 0, read });
  }
  // Without a credential no folder is made.
  await context.deals();
  const open = await startRun(
    {
      stateDir: await privateStateFolder(context.host),
      plan,
      source: beginning.source,
      origin: head.origin,
      profile: settings.profile.value,
      fingerprint: fingerprintOf(settings),
      shard,
      read,
    },
    await runMeans(context),
  );
  return carryOut(context, {
    ...open,
    tasks: firstTasks(sourced(open.plan, beginning), { shard, limit }),
    halt: haltOf(beginning, left),
    rows: share.changes,
    left,
    impossible: share.impossible,
    read,
    concurrency: beginning.concurrency,
    rate: beginning.rate,
    failures: beginning.file,
  });
}

/** The guards of a run of so many rows. */
export function haltOf({ failFast, maxErrors }: Guards, rows: number): Halt {
  return new Halt({ maxErrors, flag: failFast ? "--fail-fast" : "--max-errors", rows });
}

/** @param changes those that this call would make @throws Failure `too_many_changes` (exit 9) */
export function checkMaxChanges(changes: number, most: number | undefined): void {
  if (most === undefined || changes <= most) return;
  throw new Failure("guard", `there are ${changes} deals to change, more than --max-changes ${most} allows`, {
    code: "too_many_changes",
    hint: `nothing was changed; raise it${most > 0 ? `, or try the first ones: --limit ${most}` : ""}`,
  });
}

function sourced(plan: Plan, { rows, file }: Beginning): AsyncIterable<SourcedStep> {
  // What rows came from is only read along where failed ones are to be written again.
  if (file === undefined) return plain(plan.steps());
  const whole = wholeDeals(plan.steps());
  return rows ? withOriginals(whole, rows()) : whole;
}

async function* plain(steps: AsyncIterable<Step>): AsyncGenerator<SourcedStep> {
  for await (const step of steps) yield { step };
}
