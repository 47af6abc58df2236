/** Prints a run at work: its rows or its progress, its summary, and why it stopped. The same for apply, resume and undo. */
import { type CommandResult, result } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import { FORMATS } from "../../config/formats.ts";
import type { Failure } from "../../failure.ts";
import type { JsonObject } from "../../json.ts";
import type { RunEnd } from "../../runs/engine/executor.ts";
import { isError, type RowReport } from "../../runs/engine/rowReport.ts";
import type { RunExecution } from "../../runs/execute.ts";
import { exitOfRun, outcomeOfRun } from "../../runs/result.ts";
import { progressText } from "../../terminal/progressText.ts";
import { ROW_COLUMNS, rowJson, runSummaryView, type ShownRunSummary, summaryJson } from "../../views/run.ts";
import type { View } from "../../views/view.ts";
import { type RunReports, WrittenReports } from "../reports/writtenReports.ts";
import { reportStopReason, summaryOf, tellFailure } from "./report.ts";

/** Takes the run to its end; for `ndjson` and `csv` it continues as it is printed. */
export async function runResult(
  context: Context,
  execution: RunExecution,
  asked?: RunReports,
): Promise<CommandResult> {
  const reports = asked && new WrittenReports(context, execution, asked);
  if (execution.run !== undefined) sayThatItStops(context, execution, execution.run);
  const { line } = await context.wording();
  const summary = () => summaryOf(execution, line);
  const effects = {
    exitCode: () => exitOfRun(withFailure(execution.end(), reports?.failure)),
    outcome: () => outcomeOfRun(execution.end()),
    after: () => reportEnd(context, execution, reports),
  };
  const { run } = FORMATS[await context.format()];
  if (run !== "summary") {
    const shown = run === "rows" ? undefined : summary;
    return result(rowsView, rowsOf(context, execution, shown, reports), effects);
  }
  for await (const _ of watched(context, execution, reports));
  return result(runSummaryView, summary(), effects);
}

async function reportEnd(
  context: Context,
  execution: RunExecution,
  reports: WrittenReports | undefined,
): Promise<void> {
  await reportStopReason(context, execution.end());
  if (reports?.failure !== undefined) await tellFailure(context, reports.failure);
}

function withFailure(end: RunEnd, failure: Failure | undefined): RunEnd {
  return failure === undefined ? end : { ...end, stopReasons: [...end.stopReasons, failure] };
}

/** Only the formats that print rows ask for it. */
const rowsView: View<AsyncIterable<JsonObject>> = {
  table: () => "",
  value: (rows) => ({ many: rows, columns: ROW_COLUMNS }),
};

/** @param summary what comes behind the rows: without it a reader knows that the output was cut */
async function* rowsOf(
  context: Context,
  execution: RunExecution,
  summary: (() => ShownRunSummary) | undefined,
  reports: WrittenReports | undefined,
): AsyncGenerator<JsonObject> {
  let whole = false;
  try {
    for await (const report of watched(context, execution, reports)) {
      yield summary === undefined ? rowJson(report) : { type: "row", ...rowJson(report) };
    }
    if (summary !== undefined) yield summaryJson(summary());
    whole = true;
  } finally {
    // The words of a failed stdout come from elsewhere and know nothing of the run.
    if (!whole) await reportEnd(context, execution, reports);
  }
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
    await context.warn(`${message}; finishing requests in progress; to resume: ${resume}`, "stopping");
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
  { events, left: total, planned }: RunExecution,
  reports: WrittenReports | undefined,
): AsyncGenerator<RowReport> {
  const { clock, stdout } = context.host;
  const started = clock.elapsed();
  const label = planned?.undo === undefined ? "Applying" : "Undoing";
  const text = () => progressText({ label, done, total, counts: { failed }, ms: clock.elapsed() - started });
  const printsRows = FORMATS[await context.format()].run !== "summary";
  let done = 0;
  let failed = 0;
  const progress = await context.progress(text());
  try {
    for await (const report of events) {
      if (report.row !== undefined) done++;
      if (isError(report)) failed++;
      // A spinner and rows on the same terminal would write over each other.
      if (stdout.isTTY && printsRows) progress.done();
      else progress.update(text);
      yield report;
    }
  } finally {
    progress.done();
    await reports?.write();
  }
}
