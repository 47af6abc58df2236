/** A run from its first row to what is said about it: the same for apply, resume and undo. */
import { exitOfRun } from "../../bulk/apply/exitOfRun.ts";
import type { FailuresFile } from "../../bulk/apply/failuresFile.ts";
import type { Halt } from "../../bulk/apply/halt.ts";
import { outcomeOfRun } from "../../bulk/apply/outcomeOfRun.ts";
import { Pace } from "../../bulk/apply/pace.ts";
import { type OpenRun, Performed, type Performing, type RunEnd } from "../../bulk/apply/perform.ts";
import type { RowReport } from "../../bulk/apply/rowReport.ts";
import { isFailure } from "../../bulk/apply/rowReport.ts";
import type { Task } from "../../bulk/apply/work.ts";
import type { Action } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import type { JsonObject } from "../../json.ts";
import { runProgressText } from "../../views/runProgress.ts";
import { rowJson, summaryJson } from "../../views/runSummary.ts";
import { carriedView } from "./carriedView.ts";
import { sayWhyItStopped } from "./sayWhyItStopped.ts";
import { summaryOf } from "./summaryOf.ts";

/** What is to be carried out. */
export type Carrying = OpenRun & {
  readonly tasks: AsyncIterable<Task>;
  readonly halt: Halt;
  /** Changes that the run has, and those that this call will take. */
  readonly rows: number;
  readonly left: number;
  readonly impossible: number;
  /** False: nothing is read before it is written. */
  readonly read: boolean;
  /** Applied rows that an undo has taken back already. */
  readonly takenBack?: number | undefined;
  readonly concurrency: number | undefined;
  readonly rate: number | undefined;
  readonly failures: FailuresFile | undefined;
};

/** A run that was carried out, or (with `objects`) is while it is printed. */
export type Carried = {
  /** Rows, then the summary; undefined where only the summary is printed. */
  readonly objects: AsyncIterable<JsonObject> | undefined;
  /** True when there is something to take back. */
  readonly read: boolean;
  /** Applied rows that an undo has taken back already. */
  readonly takenBack?: number | undefined;
  readonly context: Context;
  /** Once the run is over. */
  readonly end: () => RunEnd;
};

/** All that an action needs besides its `run`. */
export const carriedFace: Omit<Action<never, Carried>, "run"> = {
  view: () => carriedView,
  exitCode: ({ end }) => exitOfRun(end()),
  outcome: ({ end }) => outcomeOfRun(end()),
  after: async (context, carried) => sayWhyItStopped(context, carried.end()),
};

/** Starts the work; for `ndjson` and `csv` it goes on as it is read. @throws Failure where there are no credentials */
export async function carryOut(context: Context, carrying: Carrying): Promise<Carried> {
  const { host, interrupt } = context;
  const settings = await context.settings();
  const concurrency = carrying.concurrency ?? settings.concurrency.value;
  const rate = carrying.rate ?? settings.rate.value;
  const { failures, ledger } = carrying;
  const pace = new Pace({ concurrency, rate, clock: host.clock, signal: interrupt.soft });
  context.onWire((event) => {
    pace.observe(event);
    ledger.observe(event);
  });
  const performed = new Performed({
    ...carrying,
    client: await context.deals(),
    concurrency,
    pace,
    interrupt,
    clock: host.clock,
    ...(failures && { onFailure: failures.add, onEnd: failures.close }),
  });
  return printed(context, performed, carrying);
}

/** @param about.left how many rows this call will take */
export async function printed(
  context: Context,
  performing: Performing,
  about: { readonly left: number; readonly read: boolean; readonly takenBack?: number | undefined },
): Promise<Carried> {
  const format = await context.format();
  const { read, takenBack } = about;
  const end = () => performing.end();
  if (format === "ndjson" || format === "csv") {
    const objects = objectsOf(context, performing, { ...about, isNdjson: format === "ndjson" });
    return { objects, end, read, takenBack, context };
  }
  for await (const _ of watched(context, performing, about.left));
  return { objects: undefined, end, read, takenBack, context };
}

async function* objectsOf(
  context: Context,
  performing: Performing,
  about: {
    readonly isNdjson: boolean;
    readonly left: number;
    readonly read: boolean;
    readonly takenBack?: number | undefined;
  },
): AsyncGenerator<JsonObject> {
  const { isNdjson, left } = about;
  let whole = false;
  try {
    for await (const report of watched(context, performing, left)) yield rowOf(report, isNdjson);
    // Without this line a reader knows that the output was cut.
    if (isNdjson) yield summaryJson(summaryOf(performing.end(), context.globals, about));
    whole = true;
  } finally {
    // The words of a failed stdout come from elsewhere and know nothing of the run.
    if (!whole) await sayWhyItStopped(context, performing.end());
  }
}

function rowOf(report: RowReport, isNdjson: boolean): JsonObject {
  return isNdjson ? { type: "row", ...rowJson(report) } : rowJson(report);
}

/** The reports, with the progress on stderr. */
async function* watched(context: Context, performing: Performing, total: number): AsyncGenerator<RowReport> {
  const { clock, stdout } = context.host;
  const started = clock.elapsed();
  const progress = await context.progress(runProgressText({ done: 0, total, failed: 0, ms: 0 }));
  const format = await context.format();
  let done = 0;
  let failed = 0;
  try {
    for await (const report of performing.reports()) {
      if (report.row !== undefined) done++;
      if (isFailure(report)) failed++;
      // A spinner and rows on the same terminal would write over each other.
      if (stdout.isTTY && (format === "ndjson" || format === "csv")) progress.done();
      else progress.update(runProgressText({ done, total, failed, ms: clock.elapsed() - started }));
      yield report;
    }
  } finally {
    progress.done();
  }
}
