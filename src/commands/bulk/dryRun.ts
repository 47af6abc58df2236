/** `--dry-run` of apply and undo: the plan that would be carried out, as `deals plan` shows it. Nothing is written. */

import type { Action } from "../../cli/command.ts";
import type { Wording } from "../../hint.ts";
import type { Plan } from "../../plans/file/read.ts";
import { count, emptyTally, type Step } from "../../plans/plan.ts";
import { firstTasks } from "../../runs/engine/taskQueue.ts";
import { wholeDeals } from "../../runs/failures/intendedChange.ts";
import type { Shard } from "../../runs/shard.ts";
import { type PlanSummary, planView, type ShownPlan } from "../../views/plan.ts";
import type { View } from "../../views/view.ts";
import { type Carried, carriedFace } from "./execute.ts";

/** What is told of the rows themselves: those that need nothing, and fields that are written as JSON. */
export type LeftOut = Pick<PlanSummary, "repeats" | "blank" | "jsonFields">;

/** A run that was carried out, or what it would have been. */
export type Performance = Carried | { readonly rehearsal: ShownPlan };

/** @param about.next the command that carries it out, where there is one that is easily said */
export function rehearsal(
  plan: Plan,
  about: {
    readonly shard?: Shard | undefined;
    readonly limit?: number | undefined;
    readonly next: string | undefined;
    readonly wording: Wording;
    readonly leftOut?: LeftOut | undefined;
  },
): Performance {
  const { next, wording, leftOut = { repeats: 0, blank: 0 }, ...selection } = about;
  const tally = emptyTally();
  const steps = async function* (): AsyncGenerator<Step> {
    for await (const task of firstTasks(wholeDeals(plan.steps()), selection)) {
      if (task.kind === "doubt") continue;
      const step = task.kind === "change" ? task.change : task.step;
      count(tally, step);
      yield step;
    }
  };
  // Deals that are as wanted already have no step that would tell their part.
  const unchanged = about.shard === undefined ? plan.end.unchanged : 0;
  const { origin } = plan.head;
  const summary = () => ({ ...tally, unchanged, origin, ...leftOut, isRehearsal: true, next });
  return { rehearsal: { steps: steps(), summary, wording } };
}

/** All that an action needs besides its `run`. */
export const performanceFace: Omit<Action<never, Performance>, "run"> = {
  view: (result) => ("rehearsal" in result ? rehearsalView : (carriedFace.view(result) as View<Performance>)),
  exitCode: (result) => ("rehearsal" in result ? 0 : (carriedFace.exitCode?.(result) ?? 0)),
  outcome: (result) =>
    "rehearsal" in result ? "not_applied" : (carriedFace.outcome?.(result) ?? "not_applied"),
  after: async (context, result) => {
    if (!("rehearsal" in result)) await carriedFace.after?.(context, result);
  },
};

const planOf = (result: Performance) => (result as { readonly rehearsal: ShownPlan }).rehearsal;
const rehearsalView: View<Performance> = {
  table: (result, page) => planView.table(planOf(result), page),
  value: (result) => planView.value(planOf(result)),
};
