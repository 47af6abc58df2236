/** `routera runs show [run]`: what it does. */
import type { Action } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import { nextCommands } from "../../cli/hints.ts";
import { trustedStateFolder } from "../../files/privateFile.ts";
import { openPlan, planFile } from "../../plans/file/read.ts";
import { isTakenBack, type ListedRun, listRuns, undoneBy } from "../../runs/list.ts";
import { lookAtRun, type RunLook, sumOfPlan } from "../../runs/show.ts";
import { machineOf } from "../../runs/storage/processIdentity.ts";
import { typedPath } from "../../text/typedPath.ts";
import { type PlanParts, planPartsView } from "../../views/planShards.ts";
import { type ShownRun, shownRunView } from "../../views/runDetails.ts";
import type { View } from "../../views/view.ts";
import { reachRun } from "../bulk/findRun.ts";
import { placeOfRun } from "../bulk/targetFlags.ts";
import type { ShowRequest } from "./show.ts";

type Shown = { readonly run: ShownRun } | { readonly parts: PlanParts };

export const showAction: Action<ShowRequest, Shown> = {
  run: async (context, { plan, run }) =>
    plan === undefined ? { run: await oneRun(context, run) } : { parts: await partsOf(context, plan) },
  view: (shown) => ("run" in shown ? runFace : partsFace),
};

async function oneRun(context: Context, name: string | undefined): Promise<ShownRun> {
  const run = await reachRun(context, name);
  const machine = await machineOf(context.host);
  const runs = await listRuns(await trustedStateFolder(context.host), machine, context.host);
  const look = await lookAtRun(run, machine);
  const next = await nextOf(look, runs, context);
  return shownOf(look, undoneBy(runs, run.id), next);
}

async function nextOf(
  look: RunLook,
  runs: readonly ListedRun[],
  context: Context,
): Promise<ShownRun["next"]> {
  const { counts, head, lastWriteAt, run } = look;
  if (head === undefined || look.damage !== undefined || look.status === "running") return [];
  const { line } = await context.wording(await placeOfRun(context, head));
  const applied = isTakenBack(runs, run, lastWriteAt) ? 0 : counts.applied;
  const left = look.pending + counts.failed;
  const refused = counts.rejected + counts.conflict;
  return nextCommands({ run, applied, left, refused, read: look.read }, line);
}

function shownOf(look: RunLook, undone: readonly string[], next: ShownRun["next"]): ShownRun {
  const { end, head } = look;
  return {
    ...look,
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
  const machine = await machineOf(host);
  const runs = await listRuns(await trustedStateFolder(host), machine, host);
  const sum = await sumOfPlan(plan, runs, (run) => lookAtRun(run, machine));
  return { ...sum, parts: sum.parts.map((part) => ({ ...part, undoneBy: undoneBy(runs, part.run) })) };
}

const runFace = face((shown) => (shown as { run: ShownRun }).run, shownRunView);
const partsFace = face((shown) => (shown as { parts: PlanParts }).parts, planPartsView);

function face<T>(pick: (shown: Shown) => T, view: View<T>): View<Shown> {
  return {
    table: (shown, page) => view.table(pick(shown), page),
    value: (shown) => view.value(pick(shown)),
  };
}
