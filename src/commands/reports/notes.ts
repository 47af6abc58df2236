/** Sentences that reports say about a plan or a run as a whole. */

import type { ShownShards } from "../../runs/shards/aggregate.ts";

export const UNREAD =
  "Deals are not read before they are written: conflicts are not detected, and the changes cannot be undone.";

export const NOT_SAVED = "This plan is not saved. To approve it by its digest, make it with --out.";

export function withoutReason(rows: number): string {
  return `Failed rows without a reason in this report: ${rows}. The reasons are in the journal of the run.`;
}

export function damagedJournal(lines: number): string {
  return `Damaged lines in the journal: ${lines}. Their rows are shown with the previous state.`;
}

export function missingShards(shards: readonly string[]): string {
  return `No run was found for shard ${shards.join(", ")}. Its changes are shown as pending.`;
}

export function doubledShard({ run, shard }: ShownShards["extra"][number]): string {
  return `Run ${run} of shard ${shard} is not counted: another run of this plan covers its changes.`;
}

export function ignoredRun({ dir, reason }: ShownShards["ignored"][number]): string {
  return `The run in ${dir} is not counted: ${reason}.`;
}

export function shardState({
  counts,
  head,
  pending,
  rows,
  run,
  status,
}: ShownShards["parts"][number]): string {
  const done = counts.applied + counts.skipped;
  const left = pending > 0 ? `, ${pending} pending` : "";
  return `Shard ${head?.shard ?? "1/1"}, run ${run}, is ${status}: ${done} of ${rows} changes applied${left}.`;
}
