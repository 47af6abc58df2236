/** `routera plans show <file>`: what it does. */
import { type CommandResult, result } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import { FORMATS } from "../../config/formats.ts";
import { type CheckedPlan, openPlanFile } from "../../plans/file/read.ts";
import { plannedRow, withoutNames } from "../../plans/file/report.ts";
import { openInput } from "../../plans/input.ts";
import { countStep, emptyPlanCounts, type Step } from "../../plans/plan.ts";
import { planFileView, type ShownPlanFile } from "../../views/planFile.ts";
import { RowCounter } from "../../views/reports/summarizeRows.ts";
import type { ReportRequest } from "../reports/flags.ts";
import { approveRun, planReport, showAll } from "../reports/planReport.ts";
import { reserveReports } from "../reports/reportFiles.ts";

export type Input = {
  readonly file: string;
  /** Changes that are shown; undefined: as the format has it. */
  readonly limit: number | undefined;
  readonly reports: ReportRequest;
};

/** Changes that a table shows unless it is reported otherwise. */
const SHOWN = 100;

export async function execute(context: Context, { file, limit, reports }: Input): Promise<CommandResult> {
  const files = await reserveReports(context, reports, { "the plan": file });
  const plan = withoutNames(await openedPlan(context, file));
  const { changes, digest } = plan.end;
  const apply = changes > 0 && file !== "-" ? approveRun(file, digest) : undefined;
  if (files !== undefined) {
    const { profile } = await context.settings();
    const planFile = file === "-" ? undefined : file;
    const report = await planReport(context, { plan, profile: profile.value, planFile, apply });
    await files.write(report, { hint: { again: {} } });
  }
  const { isForPrograms } = FORMATS[await context.format()];
  const usual = isForPrograms ? Number.POSITIVE_INFINITY : SHOWN;
  return result(planFileView, await shownPlanFile(context, plan, { file, limit: limit ?? usual, apply }));
}

async function openedPlan(context: Context, file: string): Promise<CheckedPlan> {
  const { host, interrupt: signals, onClose } = context;
  const input = await openInput({ host, signals }, file, { onClose }, undefined);
  onClose(() => input.close());
  return openPlanFile(input);
}

async function shownPlanFile(
  context: Context,
  { end, head, steps }: CheckedPlan,
  {
    apply,
    file,
    limit,
  }: {
    readonly file: string;
    readonly limit: number;
    readonly apply: ReturnType<typeof approveRun> | undefined;
  },
): Promise<ShownPlanFile> {
  const counts = emptyPlanCounts();
  const counter = new RowCounter();
  const wording = await context.wording();
  async function* counted(): AsyncGenerator<Step> {
    for await (const step of steps()) {
      countStep(counts, step);
      counter.add(plannedRow(step));
      yield step;
    }
  }
  return {
    steps: counted(),
    limit,
    wording,
    target: head.origin,
    fields: () => counter.summary().fields,
    summary: () => ({
      ...counts,
      kind: head.kind,
      unchanged: end.unchanged,
      origin: head.origin,
      duplicateRows: 0,
      emptyRows: 0,
      file,
      digest: end.digest,
      next: apply && wording.line(apply),
      showAll: wording.line(showAll(file)),
    }),
  };
}
