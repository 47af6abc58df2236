/** The runs of a plan's shards together. Changes nothing. */
import type { LocalState } from "../../account/account.ts";
import { KINDS } from "../../failure.ts";
import type { CheckedPlan } from "../../plans/file/read.ts";
import { type Counts, ROW_OUTCOMES } from "../journal/record.ts";
import { listRuns, undoneBy } from "../list.ts";
import { exitOfRun } from "../result.ts";
import { parseShard, shardName } from "../shard.ts";
import { inspectRun, type RunDetails } from "../show.ts";
import type { Run } from "../storage/runDirectory.ts";
import { runStore } from "../storage/runStore.ts";
import { gatherRuns, type IgnoredRun } from "./gather.ts";
import { shardOfId } from "./shardOfId.ts";

/** Shards with the journals that their numbers come from, for a report. */
export type ShownShards = Omit<ShardTotals, "parts"> & {
  readonly parts: readonly (RunDetails & { readonly undoneBy: readonly string[] })[];
  readonly ignored: readonly IgnoredRun[];
  readonly runs: readonly Run[];
};

/** The runs of this machine for the shards of a plan. @throws Failure where the plan can't be read */
export async function showShards(local: LocalState, plan: CheckedPlan): Promise<ShownShards> {
  const store = await runStore(local);
  const listed = await listRuns(store);
  const runs = listed.filter(({ head }) => head?.plan_digest === plan.end.digest);
  const details: RunDetails[] = [];
  for (const run of runs) details.push(await inspectRun(run, store.machine));
  const totals = await aggregateShards(plan, details);
  const parts = totals.parts.map((part) => ({ ...part, undoneBy: undoneBy(listed, part.run) }));
  return { ...totals, parts, ignored: [], runs: runsOf(totals, runs) };
}

/** The same for runs in directories that were brought together. @throws Failure as `gatherRuns` does */
export async function showGatheredShards(
  plan: CheckedPlan,
  planFile: string,
  directories: readonly string[],
): Promise<ShownShards> {
  const { ignored, runs } = await gatherRuns(directories, plan, planFile);
  const details: RunDetails[] = [];
  // Whoever holds a lock that was copied is not at work here.
  for (const run of runs) details.push(await inspectRun(run, undefined));
  const totals = await aggregateShards(plan, details);
  const parts = totals.parts.map((part) => ({ ...part, undoneBy: [] }));
  return { ...totals, parts, ignored, runs: runsOf(totals, runs) };
}

function runsOf({ parts }: ShardTotals, runs: readonly Run[]): readonly Run[] {
  return parts.flatMap((part) => runs.find(({ id }) => id === part.run) ?? []);
}

/**
 * How a command ends that only succeeds when every shard has: damaged journals come before missing shards, these before what
 * became of rows.
 */
export function exitOfShards(shards: Omit<ShownShards, "runs">): number {
  const { blocked, counts, ignored, missing, parts } = shards;
  const isDamaged = ({ damage, problem }: RunDetails) => damage !== undefined || problem !== undefined;
  if (parts.some(isDamaged) || ignored.some(({ code }) => code === "damaged")) return KINDS.local_io.exit;
  if (missing.length > 0) return KINDS.not_found.exit;
  const isPending = parts.some((part) => part.pending > part.counts.unknown);
  const stopReasons = isPending ? [{ exitCode: KINDS.try_later.exit }] : [];
  return exitOfRun({ stopReasons, counts, blocked });
}

export type ShardTotals = {
  readonly planDigest: string;
  /** Changes of the plan. */
  readonly changes: number;
  /** One run of each shard, in the order of the shards: a completed one before others, then the newest. */
  readonly parts: readonly RunDetails[];
  /** Shards with changes that no run was found for: `2/4`. */
  readonly missing: readonly string[];
  /** Shards in which there is nothing to change: they make no run. */
  readonly empty: readonly string[];
  /** Runs beside those of `parts`: of the same shard, or of another way to split the plan. */
  readonly extra: readonly { readonly run: string; readonly shard: string }[];
  readonly counts: Counts;
  /** Those of shards without a run as well: a shard in which everything is blocked makes none. */
  readonly blocked: number;
  /** Rejected, conflict, retryable, unknown and blocked together. */
  readonly failed: number;
  readonly complete: boolean;
};

/** @param runs of this plan */
export async function aggregateShards(
  plan: Pick<CheckedPlan, "end" | "steps">,
  runs: readonly RunDetails[],
): Promise<ShardTotals> {
  const { changes, digest } = plan.end;
  const ranked = [...runs].sort(
    (a, b) => Number(isComplete(b)) - Number(isComplete(a)) || (a.run < b.run ? 1 : -1),
  );
  const count = countOfShards(runs);
  const names = Array.from({ length: count }, (_, index) => `${index + 1}/${count}`);
  const chosen = new Map<string, RunDetails>();
  const extra: { run: string; shard: string }[] = [];
  for (const run of ranked) {
    const shard = shardOf(run);
    if (names.includes(shard) && !chosen.has(shard)) chosen.set(shard, run);
    else extra.push({ run: run.run, shard });
  }
  const parts = names.flatMap((name) => chosen.get(name) ?? []);
  const without = names.filter((name) => !chosen.has(name));
  const { blocked: blockedElsewhere, filled } = await contentOf(plan, without);
  const missing = without.filter((name) => filled.has(name));
  const empty = without.filter((name) => !filled.has(name));
  const counts = Object.fromEntries(
    ROW_OUTCOMES.map((outcome) => [outcome, parts.reduce((sum, part) => sum + part.counts[outcome], 0)]),
  ) as Counts;
  const complete = missing.length === 0 && parts.every(isComplete);
  const blocked = parts.reduce((sum, part) => sum + (part.blocked ?? 0), blockedElsewhere);
  const failed = parts.reduce((sum, part) => sum + part.failed, blockedElsewhere);
  return { planDigest: digest, changes, parts, missing, empty, extra, counts, blocked, failed, complete };
}

function isComplete({ damage, end }: RunDetails): boolean {
  return end?.complete === true && damage === undefined;
}

function shardOf({ head }: RunDetails): string {
  return head?.shard ?? "1/1";
}

/** Runs may have split the plan in several ways; the way of the newest run counts. */
function countOfShards(runs: readonly RunDetails[]): number {
  const [latest] = [...runs].sort((a, b) => (a.run < b.run ? 1 : -1));
  return latest === undefined ? 1 : parseShard(shardOf(latest)).count;
}

/** Which of these shards have something to change, and how many deals, or fields of deals, are blocked in them. */
async function contentOf(
  { steps }: Pick<CheckedPlan, "steps">,
  names: readonly string[],
): Promise<{ readonly filled: ReadonlySet<string>; readonly blocked: number }> {
  const filled = new Set<string>();
  let blocked = 0;
  const [first] = names;
  if (first === undefined) return { filled, blocked };
  const { count } = parseShard(first);
  const asked = new Set(names);
  for await (const step of steps()) {
    const name = shardName(shardOfId(step.id, count));
    if (!asked.has(name)) continue;
    if (step.type === "blocked") blocked += 1;
    else filled.add(name);
  }
  return { filled, blocked };
}
