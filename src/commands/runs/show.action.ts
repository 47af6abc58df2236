/** `routera runs show [run]`: what it does. */
import { accountStateDirectory } from "../../account/stateDirectory.ts";
import { type CommandResult, result } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import { nextCommands } from "../../cli/hints.ts";
import { openPlanFile, planFile } from "../../plans/file/read.ts";
import { type RunDetails, showRun } from "../../runs/show.ts";
import { showShards } from "../../runs/showShards.ts";
import { typedPath } from "../../text/typedPath.ts";
import { type PlanParts, planPartsView } from "../../views/planShards.ts";
import { type ShownRun, shownRunView } from "../../views/runDetails.ts";
import { targetFlagsOfRun } from "../bulk/targetFlags.ts";

/** One run, or (`plan`) all runs of one plan file. */
export type Input = { readonly run: string | undefined; readonly plan: string | undefined };

export async function execute(context: Context, { plan, run }: Input): Promise<CommandResult> {
  return plan === undefined
    ? result(shownRunView, await oneRun(context, run))
    : result(planPartsView, await partsOf(context, plan));
}

/** @param name default: the newest one @throws Failure `run_not_found`, … */
export async function oneRun(context: Context, name = "last"): Promise<ShownRun> {
  const { host } = context;
  const { details, undoneBy, isUndone } = await showRun(
    { host, stateDir: accountStateDirectory(host) },
    name,
  );
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

async function partsOf({ host }: Context, file: string): Promise<PlanParts> {
  const plan = await openPlanFile(planFile(typedPath(host, file), file));
  return showShards({ host, stateDir: accountStateDirectory(host) }, plan);
}
