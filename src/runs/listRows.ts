/** Operation: lists runs, newest first, with the number of their rows. */
import type { LocalState } from "../account/account.ts";
import type { Counts } from "./journal/record.ts";
import { type ListedRun, listRuns } from "./list.ts";
import { inspectRun } from "./show.ts";
import type { Machine } from "./storage/processIdentity.ts";
import { runStore } from "./storage/runStore.ts";

/** Undefined where nothing reports it. */
export type CountedRun = ListedRun & {
  readonly rows: number | undefined;
  readonly counts: Counts | undefined;
  readonly blocked: number | undefined;
};

export async function listRunsWithRows(local: LocalState): Promise<readonly CountedRun[]> {
  const store = await runStore(local);
  const runs = await listRuns(store);
  return Promise.all(runs.map(async (run) => ({ ...run, ...(await countsOf(run, store.machine)) })));
}

/** The journal is only read where the run has not said at its end how it is. */
async function countsOf(
  run: ListedRun,
  machine: Machine,
): Promise<Pick<CountedRun, "rows" | "counts" | "blocked">> {
  const { head, status, summary } = run;
  if (summary !== undefined) {
    const rows = head?.shard === undefined ? head?.rows : summary.changes;
    return { rows, counts: summary.counts, blocked: summary.blocked };
  }
  const isReadable = head !== undefined && status !== "damaged";
  return isReadable ? inspectRun(run, machine) : { rows: head?.rows, counts: undefined, blocked: undefined };
}
