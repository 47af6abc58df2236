/** The runs that took a run back, in whole or in part. */
import type { Self } from "../../profile/trust.ts";
import { listRuns } from "./listRuns.ts";
import type { Machine } from "./machine.ts";

/** Ids, newest first. A journal that can't be read, or is not to be trusted, tells nothing. @throws Failure `runs_unreadable` */
export async function undoneBy(
  stateDir: string,
  run: string,
  machine: Machine,
  self: Self,
): Promise<readonly string[]> {
  const runs = await listRuns(stateDir, machine, self);
  return runs.filter(({ head }) => head?.undo_of === run).map(({ id }) => id);
}
