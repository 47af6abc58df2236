/** `routera runs list`: what it does. */
import { type ListedRun, listRuns } from "../../bulk/journal/listRuns.ts";
import { machineOf } from "../../bulk/journal/machine.ts";
import type { Action } from "../../cli/command.ts";
import { stateFolder } from "../../profile/paths.ts";
import { type RunLine, runsView } from "../../views/runs.ts";

export const listAction: Action<object, readonly RunLine[]> = {
  run: async ({ host }) => (await listRuns(stateFolder(host), await machineOf(host), host)).map(runLine),
  view: () => runsView,
};

/** A run as it is listed. */
export function runLine({ created, head, id, problem, status, summary }: ListedRun): RunLine {
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
    rows: head?.rows,
    counts: summary?.counts,
    stopped: summary?.stopped,
    problem,
  };
}
