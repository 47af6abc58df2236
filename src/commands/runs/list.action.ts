/** `routera runs list`: what it does. */
import { accountStateDirectory } from "../../account/stateDirectory.ts";
import { type CommandResult, result } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import { type CountedRun, listRunsWithRows } from "../../runs/listRows.ts";
import { failedCount } from "../../runs/result.ts";
import { type RunLine, runsView } from "../../views/runs.ts";

export async function execute(context: Context): Promise<CommandResult> {
  return result(runsView, await runLines(context));
}

/** Newest first. @throws Failure `runs_unreadable` */
export async function runLines({ host }: Pick<Context, "host">): Promise<readonly RunLine[]> {
  const runs = await listRunsWithRows({ host, stateDir: accountStateDirectory(host) });
  return runs.map(runLine);
}

/** A run as it is listed. */
function runLine(run: CountedRun): RunLine {
  const { blocked, counts, created, head, id, problem, rows, status, summary } = run;
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
    counts,
    blocked,
    failed: counts && failedCount(counts, blocked),
    stopped: summary?.stopped,
    problem,
  };
}
