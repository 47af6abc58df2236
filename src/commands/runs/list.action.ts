/** `routera runs list`: what it does. */
import { stateDirectory } from "../../account/stateDirectory.ts";
import type { Action } from "../../cli/command.ts";
import { type ListedRun, listRuns } from "../../runs/list.ts";
import { lookAtRun } from "../../runs/show.ts";
import type { Machine } from "../../runs/storage/processIdentity.ts";
import { runStore } from "../../runs/storage/runStore.ts";
import { type RunLine, runsView } from "../../views/runs.ts";

export const listAction: Action<object, readonly RunLine[]> = {
  run: async ({ host }) => {
    const store = await runStore({ host, stateDir: stateDirectory(host) });
    const runs = await listRuns(store);
    return Promise.all(runs.map(async (run) => runLine(run, await rowsOf(run, store.machine))));
  },
  view: () => runsView,
};

/** How many rows a part has is only counted where the run has not said so itself at its end. */
async function rowsOf(run: ListedRun, machine: Machine): Promise<number | undefined> {
  const { head, summary } = run;
  if (head?.shard === undefined) return head?.rows;
  return summary?.changes ?? (await lookAtRun(run, machine)).rows;
}

/** A run as it is listed. */
function runLine(
  { created, head, id, problem, status, summary }: ListedRun,
  rows: number | undefined,
): RunLine {
  return {
    run: id,
    status,
    created,
    kind: head?.kind,
    profile: head?.profile,
    origin: head?.origin,
    planDigest: head?.plan_digest,
    shard: head?.shard,
    undoOf: head?.undo_of,
    rows,
    counts: summary?.counts,
    impossible: summary?.impossible,
    stopped: summary?.stopped,
    problem,
  };
}
