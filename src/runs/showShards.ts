/** Adds up the runs of the shards of one plan. */
import type { LocalState } from "../account/account.ts";
import type { Plan } from "../plans/file/read.ts";
import { type Counts, ROW_OUTCOMES } from "./journal/record.ts";
import { type ListedRun, listRuns, undoneBy } from "./list.ts";
import { isInShard, parseShard } from "./shard.ts";
import { inspectRun, type RunDetails } from "./show.ts";
import { runStore } from "./storage/runStore.ts";

/** The runs of a plan's shards together. @throws Failure where the plan can't be read */
export async function showShards(local: LocalState, plan: Plan) {
  const store = await runStore(local);
  const runs = await listRuns(store);
  const sum = await aggregateShards(plan, runs, (run) => inspectRun(run, store.machine));
  return { ...sum, parts: sum.parts.map((part) => ({ ...part, undoneBy: undoneBy(runs, part.run) })) };
}

type ShardTotals = {
  readonly planDigest: string;
  /** Changes of the plan. */
  readonly changes: number;
  /** The newest run of each part, in the order of the parts. */
  readonly parts: readonly RunDetails[];
  /** Parts with changes that no run was found for: `2/4`. */
  readonly missing: readonly string[];
  /** Parts in which there is nothing to change: they make no run. */
  readonly empty: readonly string[];
  readonly counts: Counts;
  readonly failed: number;
  readonly complete: boolean;
};

/** @param look all that can be reported of one run */
async function aggregateShards(
  plan: Pick<Plan, "end" | "steps">,
  runs: readonly ListedRun[],
  look: (run: ListedRun) => Promise<RunDetails>,
): Promise<ShardTotals> {
  const { changes, digest } = plan.end;
  const newest = new Map<string, ListedRun>();
  // Newest first, so that the first one counts.
  for (const run of runs) {
    if (run.head?.plan_digest !== digest) continue;
    const part = run.head.shard ?? "1/1";
    if (!newest.has(part)) newest.set(part, run);
  }
  const count = countOfParts(newest);
  const names = Array.from({ length: count }, (_, index) => `${index + 1}/${count}`);
  const parts: RunDetails[] = [];
  for (const name of names) {
    const run = newest.get(name);
    if (run) parts.push(await look(run));
  }
  const without = names.filter((name) => !newest.has(name));
  const filled = await partsWithChanges(plan, without);
  const missing = without.filter((name) => filled.has(name));
  const empty = without.filter((name) => !filled.has(name));
  const counts = Object.fromEntries(
    ROW_OUTCOMES.map((outcome) => [outcome, parts.reduce((sum, part) => sum + part.counts[outcome], 0)]),
  ) as Counts;
  const complete = missing.length === 0 && parts.every(({ end }) => end?.complete === true);
  const failed = parts.reduce((sum, part) => sum + part.failed, 0);
  return { planDigest: digest, changes, parts, missing, empty, counts, failed, complete };
}

/** Runs may have split the plan in several ways; the way of the newest run counts. */
function countOfParts(newest: ReadonlyMap<string, ListedRun>): number {
  const [latest] = [...newest.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
  return latest === undefined ? 1 : parseShard(latest.head?.shard ?? "1/1").count;
}

/** Those of the parts that have something to change. */
async function partsWithChanges(
  { steps }: Pick<Plan, "steps">,
  names: readonly string[],
): Promise<ReadonlySet<string>> {
  const left = new Map(names.map((name) => [name, parseShard(name)]));
  const filled = new Set<string>();
  if (left.size === 0) return filled;
  for await (const step of steps()) {
    if (step.type !== "change") continue;
    for (const [name, shard] of left) {
      if (!isInShard(step.id, shard)) continue;
      filled.add(name);
      left.delete(name);
      break;
    }
    if (left.size === 0) break;
  }
  return filled;
}
