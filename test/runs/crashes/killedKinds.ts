/** The kinds of runs that are killed, and what must be true of every deal once one of them has ended. */
import type { Deal, Fields } from "../../../src/deals/deal.ts";
import { printJson } from "../../../src/json.ts";
import type { RowOutcome } from "../../../src/runs/journal/record.ts";
import { parseShard } from "../../../src/runs/shard.ts";
import { isInShard } from "../../../src/runs/shards/shardOfId.ts";
import type { Store } from "../../../src/sandbox/store.ts";
import type { KillStatistics } from "./killLoop.ts";

export type Kind = {
  readonly name: string;
  /** Further words of the apply. */
  readonly words: readonly string[];
  /** About how many requests a row takes: where a kill may fall. */
  readonly requests: number;
  /** True: the apply lives, and what undoes it is killed. */
  readonly undo?: boolean;
};

const SHARD = "1/2";

export const KINDS: readonly Kind[] = [
  { name: "apply", words: [], requests: 2 },
  { name: "no-read", words: ["--no-read"], requests: 1 },
  { name: "shard", words: ["--shard", SHARD], requests: 2 },
  { name: "undo", words: [], requests: 2, undo: true },
];

/** What a run should have made of one deal; undefined where it has no business with it. */
export type Expectation = {
  /** What the deal holds when its row is applied. */
  readonly holds: (now: Deal) => boolean;
  /** True: it must be applied. */
  readonly applied?: boolean;
  /** True: no row of its own is needed. */
  readonly mayLack?: boolean;
};

export function inApply(kind: Kind, deal: Deal, row: Fields): Expectation | undefined {
  if (kind.words.includes("--shard") && !isInShard(deal.id, parseShard(SHARD))) return undefined;
  const holds = (now: Deal) => Object.entries(row).every(([name, value]) => now[name] === value);
  // The plan says that it cannot be changed.
  return { holds, mayLack: deal.archived !== false };
}

/** @param outcome what the run that is undone did with the deal */
export function inUndo(deal: Deal, outcome: RowOutcome | undefined): Expectation | undefined {
  if (outcome !== "applied") return undefined;
  return { holds: (now) => textOf(now) === textOf(deal), applied: true };
}

/** @throws Error at the first deal that is not as it should be */
export async function checkRun(
  run: {
    readonly deals: readonly Deal[];
    readonly store: Store;
    /** Writes that changed a deal. */
    readonly writes: ReadonlyMap<string, number>;
    readonly outcomes: ReadonlyMap<string, RowOutcome>;
    readonly expected: (deal: Deal, at: number) => Expectation | undefined;
  },
  so: KillStatistics,
): Promise<void> {
  for (const [at, deal] of run.deals.entries()) {
    const expected = run.expected(deal, at);
    const outcome = run.outcomes.get(deal.id);
    const writes = run.writes.get(deal.id) ?? 0;
    if (expected === undefined) {
      if (outcome !== undefined || writes > 0) throw new Error(`row ${at} is none of this run's`);
      continue;
    }
    const now = await run.store.get(deal.id);
    const holds = now !== undefined && expected.holds(now);
    if (expected.mayLack !== true && outcome === undefined) throw new Error(`row ${at} is missing`);
    const done = outcome === "applied" || outcome === "skipped";
    if (done !== holds) throw new Error(`row ${at} is ${outcome}, the deal says ${holds}`);
    if (outcome === "conflict") throw new Error(`row ${at} ends as a conflict`);
    if (expected.applied && outcome !== "applied") throw new Error(`row ${at} is ${outcome}`);
    if (writes > 1) so.twice++;
    if (done) so.applied++;
    else so.refused++;
    so.rows++;
  }
}

function textOf({ updated_at: _, ...rest }: Deal): string {
  return printJson(rest);
}
