/** `routera runs show [run]`: what it does. */
import { accountStateDirectory } from "../../account/stateDirectory.ts";
import { type CommandResult, result } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import { nextCommands } from "../../cli/hints.ts";
import { openPlan, planFile } from "../../plans/file/read.ts";
import { showShards } from "../../runs/shards.ts";
import { type RunDetails, showRun } from "../../runs/show.ts";
import { typedPath } from "../../text/typedPath.ts";
import { type PlanParts, planPartsView } from "../../views/planShards.ts";
import { type ShownRun, shownRunView } from "../../views/runDetails.ts";
import { targetFlagsOfRun } from "../bulk/targetFlags.ts";
import type { ReportRequest } from "../reports/flags.ts";
import { type ReportFiles, reserveReports } from "../reports/reportFiles.ts";
import { runReport } from "../reports/runReport.ts";

/** One run, or (`plan`) all runs of one plan file. */
export type Input = {
  readonly run: string | undefined;
  readonly plan: string | undefined;
  /** Directories that hold the runs of the plan; none: those of this machine. */
  readonly from: readonly string[];
  readonly reports: ReportRequest;
};

export async function execute(context: Context, input: Input): Promise<CommandResult> {
  const { plan, reports, run } = input;
  const files = await reserveReports(context, reports, { "the plan": plan });
  return plan === undefined
    ? result(shownRunView, await oneRun(context, run, files))
    : result(planPartsView, await partsOf(context, plan));
}

async function oneRun(context: Context, name = "last", files: ReportFiles | undefined): Promise<ShownRun> {
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
  const left = details.pending + counts.failed;
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

async function partsOf({ host }: Context, file: string): Promise<PlanParts> {
  const plan = await openPlan(planFile(typedPath(host, file), file));
  return showShards({ host, stateDir: accountStateDirectory(host) }, plan);
}
