/** Operation: lists runs, newest first, with the number of their rows. */
import type { LocalState } from "../account/account.ts";
import { type ListedRun, listRuns } from "./list.ts";
import { inspectRun } from "./show.ts";
import type { Machine } from "./storage/processIdentity.ts";
import { runStore } from "./storage/runStore.ts";

/** `rows` undefined: nothing says how many there are. */
export type CountedRun = ListedRun & { readonly rows: number | undefined };

export async function listRunsWithRows(local: LocalState): Promise<readonly CountedRun[]> {
  const store = await runStore(local);
  const runs = await listRuns(store);
  return Promise.all(runs.map(async (run) => ({ ...run, rows: await rowsOf(run, store.machine) })));
}

/** How many rows a part has is only counted where the run has not said so itself at its end. */
async function rowsOf(run: ListedRun, machine: Machine): Promise<number | undefined> {
  const { head, summary } = run;
  if (head?.shard === undefined) return head?.rows;
  return summary?.changes ?? (await inspectRun(run, machine)).rows;
}
