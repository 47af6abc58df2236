/** The runs that took a run back, in whole or in part. */
import { listRuns } from "./listRuns.ts";
import type { Machine } from "./machine.ts";

/** Ids, newest first. A journal that can't be read tells nothing. @throws Failure `runs_unreadable` */
export async function undoneBy(stateDir: string, run: string, machine: Machine): Promise<readonly string[]> {
  const runs = await listRuns(stateDir, machine);
  return runs.filter(({ head }) => head?.undo_of === run).map(({ id }) => id);
}
