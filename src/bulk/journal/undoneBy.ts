/** The runs that took a run back, in whole or in part. */
import type { ListedRun } from "./listRuns.ts";

/** Their ids, newest first. A run whose journal can't be read, or is not to be trusted, tells nothing. */
export function undoneBy(runs: readonly ListedRun[], run: string): readonly string[] {
  return runs.filter(({ head }) => head?.undo_of === run).map(({ id }) => id);
}

/**
 * True for a run with nothing left to take back: an undo of it went to its end, was not taken back itself, and the run wrote
 * nothing since.
 * @param lastWriteAt when the run announced its latest write
 */
export function isTakenBack(
  runs: readonly ListedRun[],
  run: string,
  lastWriteAt: string | undefined,
): boolean {
  return runs.some(
    ({ head, id, status, summary }) =>
      head?.undo_of === run &&
      // Ids go with the time, so that this ends whatever the journals say.
      id > run &&
      status === "finished" &&
      (lastWriteAt === undefined || Date.parse(lastWriteAt) <= Date.parse(head.started)) &&
      !isTakenBack(runs, id, summary?.ended),
  );
}
