/** The report of a plan. */
import type { Context } from "../../cli/context.ts";
import type { HintedCommand } from "../../hint.ts";
import type { CheckedPlan } from "../../plans/file/read.ts";
import { plannedRows } from "../../plans/file/report.ts";
import type { PlanReport } from "../../views/reports/model.ts";
import { summarizeRows } from "../../views/reports/summarizeRows.ts";
import { UNREAD } from "./notes.ts";

export type PlanReportFacts = {
  readonly plan: Pick<CheckedPlan, "head" | "steps"> & {
    readonly end: Pick<CheckedPlan["end"], "unchanged" | "digest">;
  };
  readonly profile: string | undefined;
  readonly source?: string | undefined;
  readonly inputFile?: string | undefined;
  readonly planFile?: string | undefined;
  /** The command that applies this plan and no other. */
  readonly apply?: HintedCommand | undefined;
  readonly notes?: readonly string[];
};

export async function planReport(context: Context, facts: PlanReportFacts): Promise<PlanReport> {
  const { apply, inputFile, notes = [], plan, planFile, profile, source } = facts;
  const { head, end, steps } = plan;
  const rows = () => plannedRows(steps());
  const summary = await summarizeRows(rows());
  const { line } = await context.wording();
  const isApplicable = apply !== undefined && summary.states.planned > 0;
  return {
    kind: "plan",
    version: context.version,
    operation: head.kind,
    undoOf: head.undo_of,
    target: head.origin,
    profile,
    source,
    inputFile,
    planFile,
    digest: end.digest,
    read: head.read,
    createdAt: new Date(context.host.clock.now()).toISOString(),
    summary,
    unchanged: end.unchanged,
    commands: isApplicable ? [{ purpose: "Approve and apply", text: line(apply) }] : [],
    notes: [...(head.read ? [] : [UNREAD]), ...notes],
    rows,
  };
}

/** The command that applies exactly this plan. @param file the plan, or the input that it is made of */
export function approveRun(file: string, digest: string): HintedCommand {
  return { command: "deals apply", operands: [file], options: { approve: digest } };
}

/** The command that shows all changes of a plan file. */
export function showAll(file: string): HintedCommand {
  return { command: "plans show", operands: [file], options: { all: true } };
}
