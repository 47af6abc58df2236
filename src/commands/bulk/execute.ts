/** Prints a run at work: its rows or its progress, its summary, and why it stopped. The same for apply, resume and undo. */
import type { Action } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import { FORMATS } from "../../config/formats.ts";
import type { Failure } from "../../failure.ts";
import type { Run } from "../../hint.ts";
import type { JsonObject } from "../../json.ts";
import { isFailure, type RowReport } from "../../runs/engine/rowReport.ts";
import type { RunExecution } from "../../runs/execute.ts";
import { exitOfRun, outcomeOfRun } from "../../runs/result.ts";
import { ROW_COLUMNS, rowJson, runProgressText, runSummaryView, summaryJson } from "../../views/run.ts";
import type { View } from "../../views/view.ts";
import { type RunReports, WrittenReports } from "../reports/writtenReports.ts";
import { reportStopReason, summaryOf, tellFailure } from "./report.ts";

/** A run that was executed, or (with `objects`) is while it is printed. */
export type ExecutedRun = {
  /** Rows, then the summary; undefined where only the summary is printed. */
  readonly objects: AsyncIterable<JsonObject> | undefined;
  readonly execution: RunExecution;
  /** Writes a command of this call. */
  readonly line: (run: Run) => string;
  readonly reports: WrittenReports | undefined;
};

const executedView: View<ExecutedRun> = {
  table: (run, page) => runSummaryView.table(summary(run), page),
  value: (run) =>
    run.objects === undefined
      ? runSummaryView.value(summary(run))
      : { many: run.objects, columns: ROW_COLUMNS },
};

function summary({ execution, line }: Pick<ExecutedRun, "execution" | "line">) {
  return summaryOf(execution, line);
}

/** All that an action needs besides its `run`. */
export const executedRunView: Omit<Action<never, ExecutedRun>, "run"> = {
  view: () => executedView,
  exitCode: ({ execution, reports }) => {
    const end = execution.end();
    return exitOfRun(
      reports?.failure === undefined ? end : { ...end, stops: [...end.stops, reports.failure] },
    );
  },
  outcome: ({ execution }) => outcomeOfRun(execution.end()),
  after: reportEnd,
};

async function reportEnd(
  context: Context,
  { execution, reports }: Pick<ExecutedRun, "execution" | "reports">,
): Promise<void> {
  await reportStopReason(context, execution.end());
  if (reports?.failure !== undefined) await tellFailure(context, reports.failure);
}

/** Takes the run to its end; for `ndjson` and `csv` it goes on as it is printed. */
export async function executedRun(
  context: Context,
  execution: RunExecution,
  asked?: RunReports,
): Promise<ExecutedRun> {
  const reports = asked && new WrittenReports(context, execution, asked);
  if (execution.run !== undefined) sayThatItStops(context, execution, execution.run);
  const { run } = FORMATS[await context.format()];
  const { line } = await context.wording();
  if (run !== "summary") {
    const executed = { execution, line, reports };
    return { objects: objectsOf(context, executed, run === "rows and summary"), ...executed };
  }
  for await (const _ of watched(context, execution, reports));
  return { objects: undefined, execution, line, reports };
}

async function* objectsOf(
  context: Context,
  run: Omit<ExecutedRun, "objects">,
  withSummary: boolean,
): AsyncGenerator<JsonObject> {
  const { execution, reports } = run;
  let whole = false;
  try {
    for await (const report of watched(context, execution, reports)) yield rowOf(report, withSummary);
    // Without this line a reader knows that the output was cut.
    if (withSummary) yield summaryJson(summary(run));
    whole = true;
  } finally {
    // The words of a failed stdout come from elsewhere and know nothing of the run.
    if (!whole) await reportEnd(context, run);
  }
}

function rowOf(report: RowReport, withSummary: boolean): JsonObject {
  return withSummary ? { type: "row", ...rowJson(report) } : rowJson(report);
}

/** How soon a run that was stopped may end without another word, in milliseconds. */
const MOMENT = 300;

/** Writes that are under way may take a while to end, and whoever stops us may not wait that long: the way on comes first. */
function sayThatItStops(context: Context, execution: RunExecution, run: string): void {
  const { host, interrupt } = context;
  const say = async () => {
    await host.clock.wait(MOMENT);
    if (execution.hasEnded()) return;
    const { message } = interrupt.soft.reason as Failure;
    const resume = (await context.wording()).line({ command: "runs resume", operands: [run] });
    await context.warn(`${message}; writes under way are finished first; go on with: ${resume}`, "stopping");
  };
  const onStop = () => {
    say().catch(() => {});
  };
  interrupt.soft.addEventListener("abort", onStop, { once: true });
  context.onClose(() => interrupt.soft.removeEventListener("abort", onStop));
}

/** The reports, with the progress on stderr. */
async function* watched(
  context: Context,
  { events, left: total }: RunExecution,
  reports: WrittenReports | undefined,
): AsyncGenerator<RowReport> {
  const { clock, stdout } = context.host;
  const started = clock.elapsed();
  const progress = await context.progress(runProgressText({ done: 0, total, failed: 0, ms: 0 }));
  const printsRows = FORMATS[await context.format()].run !== "summary";
  let done = 0;
  let failed = 0;
  try {
    for await (const report of events) {
      if (report.row !== undefined) done++;
      if (isFailure(report)) failed++;
      // A spinner and rows on the same terminal would write over each other.
      if (stdout.isTTY && printsRows) progress.done();
      else progress.update(runProgressText({ done, total, failed, ms: clock.elapsed() - started }));
      yield report;
    }
  } finally {
    progress.done();
    await reports?.write();
  }
}
