/** `routera runs list`: what it does. */
import { accountStateDirectory } from "../../account/stateDirectory.ts";
import { type CommandResult, result } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import { type CountedRun, listRunsWithRows } from "../../runs/listRows.ts";
import { type RunLine, runsView } from "../../views/runs.ts";

export async function execute({ host }: Context): Promise<CommandResult> {
  const runs = await listRunsWithRows({ host, stateDir: accountStateDirectory(host) });
  return result(runsView, runs.map(runLine));
}

/** A run as it is listed. */
function runLine({ created, head, id, problem, rows, status, summary }: CountedRun): RunLine {
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
    blocked: summary?.blocked,
    stopped: summary?.stopped,
    problem,
  };
}
