/** `--dry-run` of apply and undo: the plan that would be applied, as `deals plan` shows it. Nothing is written. */

import { type CommandResult, result } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import { KINDS } from "../../failure.ts";
import type { Wording } from "../../hint.ts";
import { countStep, emptyPlanCounts, type Step } from "../../plans/plan.ts";
import { tasksForNewRun } from "../../runs/engine/taskQueue.ts";
import type { PlannedRun } from "../../runs/execute.ts";
import { wholeDeals } from "../../runs/failures/intendedChange.ts";
import { planView, type ShownPlanSummary } from "../../views/plan.ts";
import { planReport } from "../reports/planReport.ts";
import { inputFacts, type RunReports } from "../reports/writtenReports.ts";

/** What is reported of the rows themselves: those that need nothing, and how fields keep their types. */
export type OmittedRows = Pick<ShownPlanSummary, "duplicateRows" | "emptyRows" | "typeAdvice">;

/** @param about.next the command that applies it, where there is one that is easily said */
export function dryRunResult(
  { plan, shard }: PlannedRun,
  about: {
    readonly limit: number | undefined;
    readonly next: string | undefined;
    readonly wording: Wording;
    readonly omittedRows?: OmittedRows | undefined;
  },
): CommandResult {
  const { omittedRows = { duplicateRows: 0, emptyRows: 0 }, limit, next, wording } = about;
  const counts = emptyPlanCounts();
  const steps = async function* (): AsyncGenerator<Step> {
    for await (const step of takenSteps({ plan, shard }, limit)) {
      countStep(counts, step);
      yield step;
    }
  };
  // Deals that already have the values have no step that would show their part.
  const unchanged = shard === undefined ? plan.end.unchanged : 0;
  const { kind, origin } = plan.head;
  const summary = (): ShownPlanSummary => ({
    ...counts,
    kind,
    unchanged,
    origin,
    ...omittedRows,
    // What approves exactly this plan.
    digest: plan.end.digest,
    purpose: "dryRun",
    next,
  });
  // It ends as the run itself would.
  return result(
    planView,
    { steps: steps(), summary, wording },
    { exitCode: () => (counts.blocked > 0 ? KINDS.rows_failed.exit : 0) },
  );
}

/** The steps that this command would take. */
async function* takenSteps(
  { plan, shard }: Pick<PlannedRun, "plan" | "shard">,
  limit: number | undefined,
): AsyncGenerator<Step> {
  for await (const task of tasksForNewRun(wholeDeals(plan.steps()), { shard, limit })) {
    if (task.kind === "unknown") continue;
    yield task.kind === "change" ? task.change : task.step;
  }
}

/** Reports of a dry run: those of a plan. */
export async function writePreviewReports(
  context: Context,
  planned: PlannedRun,
  about: {
    readonly limit: number | undefined;
    readonly profile: string;
    readonly reports: RunReports | undefined;
  },
): Promise<void> {
  const { limit, profile, reports } = about;
  if (reports === undefined) return;
  const { plan, shard } = planned;
  const end = { ...plan.end, unchanged: shard === undefined ? plan.end.unchanged : 0 };
  const report = await planReport(context, {
    plan: { head: plan.head, end, steps: () => takenSteps(planned, limit) },
    profile,
    ...(await inputFacts(context, reports.input, planned)),
  });
  await reports.files.write(report, { hint: { again: {} } });
}
