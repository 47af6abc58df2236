/** `routera runs show [run]`: what it does. */
import { lookAtRun, type RunLook } from "../../bulk/apply/lookAtRun.ts";
import { sumOfPlan } from "../../bulk/apply/sumOfPlan.ts";
import { listRuns } from "../../bulk/journal/listRuns.ts";
import { machineOf } from "../../bulk/journal/machine.ts";
import { undoneBy } from "../../bulk/journal/undoneBy.ts";
import { openPlan } from "../../bulk/plan/readPlan.ts";
import type { Action } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { stateFolder } from "../../profile/paths.ts";
import { type PlanParts, planPartsView } from "../../views/planParts.ts";
import { type ShownRun, shownRunView } from "../../views/shownRun.ts";
import type { View } from "../../views/view.ts";
import { nextCommands } from "./nextCommands.ts";
import { reachRun } from "./reach.ts";
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
  const undone = await undoneBy(stateFolder(context.host), run.id, machine, context.host);
  return shownOf(await lookAtRun(run, machine), undone, context);
}

function shownOf(look: RunLook, undone: readonly string[], { globals }: Context): ShownRun {
  const { counts, end, head, run } = look;
  const left = look.pending + counts.failed;
  const mayGoOn = head !== undefined && look.damage === undefined && look.status !== "running";
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
    next: mayGoOn ? nextCommands({ run, applied: counts.applied, left, read: look.read, globals }) : [],
  };
}

async function partsOf({ host }: Context, file: string): Promise<PlanParts> {
  const plan = await openPlan(file);
  const machine = await machineOf(host);
  const runs = await listRuns(stateFolder(host), machine, host);
  return sumOfPlan(plan, runs, (run) => lookAtRun(run, machine));
}

const runFace = face((shown) => (shown as { run: ShownRun }).run, shownRunView);
const partsFace = face((shown) => (shown as { parts: PlanParts }).parts, planPartsView);

function face<T>(pick: (shown: Shown) => T, view: View<T>): View<Shown> {
  return {
    table: (shown, page) => view.table(pick(shown), page),
    value: (shown) => view.value(pick(shown)),
  };
}
