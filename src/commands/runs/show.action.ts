/** `routera runs show [run]`: what it does. */
import { accountStateDirectory } from "../../account/stateDirectory.ts";
import { type CommandResult, result } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import { nextCommands } from "../../cli/hints.ts";
import { openPlanFile, planFile } from "../../plans/file/read.ts";
import {
  exitOfShards,
  type ShownShards,
  showGatheredShards,
  showShards,
} from "../../runs/shards/aggregate.ts";
import { type RunDetails, showRun } from "../../runs/show.ts";
import { typedPath } from "../../text/typedPath.ts";
import { planPartsView } from "../../views/planShards.ts";
import { type ShownRun, shownRunView } from "../../views/runDetails.ts";
import { targetFlagsOfRun } from "../bulk/targetFlags.ts";
import type { ReportRequest } from "../reports/flags.ts";
import { type ReportFiles, reserveReports } from "../reports/reportFiles.ts";
import { runReport } from "../reports/runReport.ts";
import { shardsReport } from "../reports/shardsReport.ts";

/** One run, or (`plan`) all runs of one plan file. */
export type Input = {
  readonly run: string | undefined;
  readonly plan: string | undefined;
  /** Directories that hold the runs of the plan; none: those of this machine. */
  readonly from: readonly string[];
  readonly reports: ReportRequest;
};

export async function execute(context: Context, input: Input): Promise<CommandResult> {
  const { from, plan, reports, run } = input;
  const files = await reserveReports(context, reports, { "the plan": plan });
  if (plan === undefined) return result(shownRunView, await oneRun(context, run, files));
  const shards = await shardsOf(context, plan, from, files);
  // Whoever brings runs together asks whether all of them succeeded.
  return result(planPartsView, shards, from.length > 0 ? { exitCode: () => exitOfShards(shards) } : {});
}

/** @param name default: the newest one @throws Failure `run_not_found`, … */
export async function oneRun(context: Context, name = "last", files?: ReportFiles): Promise<ShownRun> {
  const { host } = context;
  const found = await showRun({ host, stateDir: accountStateDirectory(host) }, name);
  const { details, undoneBy, isUndone } = found;
  await files?.write(await runReport(context, details.run, {}, found), { hint: { again: {} } });
  const next = await nextOf(details, isUndone, context);
  return shownOf(details, undoneBy, next);
}

async function nextOf(details: RunDetails, isUndone: boolean, context: Context): Promise<ShownRun["next"]> {
  const { counts, head, run } = details;
  if (head === undefined || details.damage !== undefined || details.status === "running") return [];
  const { line } = await context.wording(await targetFlagsOfRun(context, head));
  const applied = isUndone ? 0 : counts.applied;
  const left = details.pending + counts.retryable;
  const refused = counts.rejected + counts.conflict;
  return nextCommands({ run, applied, left, refused, read: details.read }, line);
}

function shownOf(details: RunDetails, undone: readonly string[], next: ShownRun["next"]): ShownRun {
  const { end, head } = details;
  return {
    ...details,
    stopped: end?.stopped,
    kind: head?.kind,
    profile: head?.profile,
    origin: head?.origin,
    planDigest: head?.plan_digest,
    tokenFingerprint: head?.token_fingerprint,
    started: head?.started,
    shard: head?.shard,
    undoOf: head?.undo_of,
    undoneBy: undone,
    next,
  };
}

async function shardsOf(
  context: Context,
  file: string,
  from: readonly string[],
  files: ReportFiles | undefined,
): Promise<ShownShards> {
  const { host } = context;
  const path = typedPath(host, file);
  const plan = await openPlanFile(planFile(path, file));
  const shards =
    from.length > 0
      ? await showGatheredShards(
          plan,
          path,
          from.map((dir) => typedPath(host, dir)),
        )
      : await showShards({ host, stateDir: accountStateDirectory(host) }, plan);
  await files?.write(await shardsReport(context, plan, file, shards), { hint: { again: {} } });
  return shards;
}
