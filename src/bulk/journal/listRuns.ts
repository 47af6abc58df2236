/** All runs at a glance; reads the first line of each journal and its summary, never a whole journal. */

import { access } from "node:fs/promises";
import { asFailure } from "../../failure.ts";
import type { Self } from "../../profile/trust.ts";
import type { Head } from "./journalRecord.ts";
import { lockState } from "./lockRun.ts";
import type { Machine } from "./machine.ts";
import { runIds } from "./openRun.ts";
import { readJournal } from "./readJournal.ts";
import { type Run, runIn, runPath } from "./run.ts";
import { timeOfRun } from "./runId.ts";
import { readSummary, type Summary } from "./summary.ts";
import { checkRunTrust } from "./trustRun.ts";

/**
 * `running`: somebody holds it. `finished`: nothing left to do. `unfinished`: it can be resumed. `unstarted`: nothing was ever
 * sent. `broken`: its journal cannot be read, or others could have written it; see `problem`.
 */
export type RunStatus = "running" | "finished" | "unfinished" | "unstarted" | "broken";

export type ListedRun = Run & {
  readonly status: RunStatus;
  /** When its folder was made, ISO 8601 in UTC. */
  readonly created: string;
  readonly head?: Head | undefined;
  /** Undefined until the run has ended in good order. */
  readonly summary?: Summary | undefined;
  readonly problem?: string | undefined;
};

/** Newest first. @throws Failure `runs_unreadable` */
export async function listRuns(
  stateDir: string,
  machine: Machine,
  self: Self,
): Promise<readonly ListedRun[]> {
  const listed: ListedRun[] = [];
  for (const id of await runIds(stateDir)) {
    listed.push(await lookAt(runIn(runPath(stateDir, id)), machine, self));
  }
  return listed;
}

async function lookAt(run: Run, machine: Machine, self: Self): Promise<ListedRun> {
  const created = new Date(timeOfRun(run.id)).toISOString();
  const distrust = await checkRunTrust(run, self).then(() => undefined, asFailure);
  // Nothing that it says of itself is believed, but it is there.
  if (distrust !== undefined) return { ...run, created, status: "broken", problem: distrust.message };
  const { state } = await lockState(run.dir, machine);
  const { head, problem } = await headOf(run);
  const summary = await readSummary(run.dir);
  const status = state === "held" ? "running" : statusOf(head, problem, summary);
  return { ...run, created, status, head, summary, problem };
}

function statusOf(
  head: Head | undefined,
  problem: string | undefined,
  summary: Summary | undefined,
): RunStatus {
  if (problem !== undefined) return "broken";
  if (!head) return "unstarted";
  return summary?.complete ? "finished" : "unfinished";
}

async function headOf({ files, id }: Run): Promise<{ readonly head?: Head; readonly problem?: string }> {
  try {
    if (await missing(files.journal)) return {};
    for await (const record of readJournal(files.journal)) {
      if (record.type !== "head") break;
      if (record.run !== id) return { problem: `the journal is that of run ${record.run}` };
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
