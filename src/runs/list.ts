/**
 * Lists runs, and the runs that undid a run. Reads the first line of each journal and its summary, never a whole
 * journal.
 */

import { asFailure } from "../failure.ts";
import { access } from "../files/operations.ts";
import type { CurrentUser } from "../files/permissions.ts";
import { readJournal } from "./journal/read.ts";
import type { JournalHead } from "./journal/record.ts";
import { lockState } from "./storage/lock.ts";
import { checkRunPermissions, runIds } from "./storage/open.ts";
import type { Machine } from "./storage/processIdentity.ts";
import { type Run, runIn, runPath, timeOfRun } from "./storage/runDirectory.ts";
import type { RunStore } from "./storage/runStore.ts";
import { readSummary, type Summary } from "./storage/summary.ts";

/**
 * `running`: someone holds it. `finished`: nothing left to do. `incomplete`: it can be resumed. `not_started`: nothing was ever
 * sent. `damaged`: its journal cannot be read, or others could have written it; see `problem`.
 */
export type RunStatus = "running" | "finished" | "incomplete" | "not_started" | "damaged";

export type ListedRun = Run & {
  readonly status: RunStatus;
  /** When its directory was made, ISO 8601 in UTC. */
  readonly created: string;
  readonly head?: JournalHead | undefined;
  /** Undefined until the run has ended in good order. */
  readonly summary?: Summary | undefined;
  readonly problem?: string | undefined;
};

/** Newest first. @throws Failure `runs_unreadable` */
export async function listRuns({
  machine,
  self,
  stateDir,
}: Omit<RunStore, "clock">): Promise<readonly ListedRun[]> {
  const listed: ListedRun[] = [];
  for (const id of await runIds(stateDir)) {
    listed.push(await lookAt(runIn(runPath(stateDir, id)), machine, self));
  }
  return listed;
}

async function lookAt(run: Run, machine: Machine, self: CurrentUser): Promise<ListedRun> {
  const created = new Date(timeOfRun(run.id)).toISOString();
  const distrust = await checkRunPermissions(run, self).then(() => undefined, asFailure);
  // Nothing that it says of itself is believed, but it is there.
  if (distrust !== undefined) return { ...run, created, status: "damaged", problem: distrust.message };
  const { state } = await lockState(run.dir, machine);
  const { head, problem } = await headOf(run);
  const summary = await readSummary(run.dir);
  const status = state === "held" ? "running" : statusOf(head, problem, summary);
  return { ...run, created, status, head, summary, problem };
}

function statusOf(
  head: JournalHead | undefined,
  problem: string | undefined,
  summary: Summary | undefined,
): RunStatus {
  if (problem !== undefined) return "damaged";
  if (!head) return "not_started";
  return summary?.complete ? "finished" : "incomplete";
}

async function headOf({
  files,
  id,
}: Run): Promise<{ readonly head?: JournalHead; readonly problem?: string }> {
  try {
    if (await missing(files.journal)) return {};
    for await (const record of readJournal(files.journal)) {
      if (record.type !== "head") break;
      if (record.run !== id) return { problem: `the journal belongs to run ${record.run}` };
      return { head: record };
    }
    return {};
  } catch (error) {
    return { problem: asFailure(error).message };
  }
}

async function missing(file: string): Promise<boolean> {
  return access(file).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === "ENOENT",
  );
}

/** Their ids, newest first. A run whose journal can't be read, or is not to be trusted, reports nothing. */
export function undoneBy(runs: readonly ListedRun[], run: string): readonly string[] {
  return runs.filter(({ head }) => head?.undo_of === run).map(({ id }) => id);
}

/**
 * True for a run with nothing left to undo: an undo of it went to its end, was not undone itself, and the run wrote
 * nothing since.
 * @param lastWriteAt when the run announced its latest write
 */
export function isUndone(runs: readonly ListedRun[], run: string, lastWriteAt: string | undefined): boolean {
  return runs.some(
    ({ head, id, status, summary }) =>
      head?.undo_of === run &&
      // Ids go with the time, so that this ends whatever the journals say.
      id > run &&
      status === "finished" &&
      (lastWriteAt === undefined || Date.parse(lastWriteAt) <= Date.parse(head.started)) &&
      !isUndone(runs, id, summary?.ended),
  );
}
