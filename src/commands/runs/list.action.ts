/** `routera runs list`: what it does. */
import type { Action } from "../../cli/command.ts";
import { trustedStateFolder } from "../../files/privateFile.ts";
import { type ListedRun, listRuns } from "../../runs/list.ts";
import { lookAtRun } from "../../runs/show.ts";
import { type Machine, machineOf } from "../../runs/storage/processIdentity.ts";
import { type RunLine, runsView } from "../../views/runs.ts";

export const listAction: Action<object, readonly RunLine[]> = {
  run: async ({ host }) => {
    const machine = await machineOf(host);
    const runs = await listRuns(await trustedStateFolder(host), machine, host);
    return Promise.all(runs.map(async (run) => runLine(run, await rowsOf(run, machine))));
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
