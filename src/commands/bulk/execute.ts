/** Executes a confirmed plan or a run, from its first row to the report: the same for apply, resume and undo. */
import { fingerprintOf } from "../../account/fingerprint.ts";
import type { Action } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import { AdaptiveLimiter } from "../../concurrency/adaptiveLimiter.ts";
import { Failure } from "../../failure.ts";
import { privateStateFolder } from "../../files/privateFile.ts";
import { option, type Run, say, words } from "../../hint.ts";
import type { JsonObject } from "../../json.ts";
import type { Plan, PlanSource } from "../../plans/file/read.ts";
import type { Step } from "../../plans/plan.ts";
import type { Row } from "../../rows/row.ts";
import { startRun } from "../../runs/apply.ts";
import { Halt } from "../../runs/engine/circuitBreaker.ts";
import { Idle, type OpenRun, Performed, type Performing, type RunEnd } from "../../runs/engine/executor.ts";
import { paceEvent } from "../../runs/engine/paceEvent.ts";
import { isFailure, type RowReport } from "../../runs/engine/rowReport.ts";
import { firstTasks, type SourcedStep, type Task } from "../../runs/engine/taskQueue.ts";
import type { FailuresFile } from "../../runs/failures/file.ts";
import { wholeDeals, withOriginals } from "../../runs/failures/intendedChange.ts";
import { exitOfRun, outcomeOfRun } from "../../runs/result.ts";
import { isInShard, type Shard, shardName } from "../../runs/shard.ts";
import { ROW_COLUMNS, rowJson, runProgressText, runSummaryView, summaryJson } from "../../views/run.ts";
import type { View } from "../../views/view.ts";
import { runMeans } from "./findRun.ts";
import type { Guards } from "./flags.ts";
import { sayWhyItStopped, summaryOf } from "./report.ts";

export type Beginning = Guards & {
  readonly plan: Plan;
  readonly source: PlanSource;
  /** How many changes and impossible steps of the plan are this run's. */
  readonly share: Share;
  readonly shard: Shard | undefined;
  /** False: nothing is read before it is written. */
  readonly read: boolean;
  readonly concurrency: number | undefined;
  readonly rate: number | undefined;
  /** The rows that the plan was made of, from the first one. */
  readonly rows?: (() => AsyncIterable<Row>) | undefined;
  readonly file: FailuresFile | undefined;
};

export type Share = { readonly changes: number; readonly impossible: number };

/** Steps of this run: all of the plan, or those of its part. */
export async function shareOf(plan: Plan, shard: Shard | undefined): Promise<Share> {
  if (shard === undefined) return plan.end;
  const share = { changes: 0, impossible: 0 };
  for await (const step of plan.steps()) {
    if (isInShard(step.id, shard)) share[step.type === "change" ? "changes" : "impossible"] += 1;
  }
  return share;
}

/** @throws Failure; then nothing was sent */
export async function begin(context: Context, beginning: Beginning): Promise<Carried> {
  const { limit, plan, read, share, shard } = beginning;
  const settings = await context.settings();
  const { head } = plan;
  const left = Math.min(share.changes, limit ?? share.changes);
  if (share.changes === 0) {
    const about = {
      kind: head.kind,
      origin: head.origin,
      profile: settings.profile.value,
      plan_digest: plan.end.digest,
      ...(shard !== undefined && { shard: shardName(shard) }),
      ...(head.undo_of !== undefined && { undo_of: head.undo_of }),
    };
    const { file } = beginning;
    const idle = new Idle(
      about,
      firstTasks(sourced(plan, beginning), { shard }),
      file && { onFailure: file.add, onEnd: file.close },
    );
    return printed(context, idle, { left: 0, read });
  }
  // Without a credential no folder is made.
  await context.deals();
  const open = await startRun(
    {
      stateDir: await privateStateFolder(context.host),
      plan,
      source: beginning.source,
      origin: head.origin,
      profile: settings.profile.value,
      fingerprint: fingerprintOf(settings),
      shard,
      read,
    },
    await runMeans(context),
  );
  return carryOut(context, {
    ...open,
    tasks: firstTasks(sourced(open.plan, beginning), { shard, limit }),
    halt: haltOf(beginning, left),
    rows: share.changes,
    left,
    impossible: share.impossible,
    read,
    concurrency: beginning.concurrency,
    rate: beginning.rate,
    failures: beginning.file,
  });
}

/** The guards of a run of so many rows. */
export function haltOf({ failFast, maxErrors }: Guards, rows: number): Halt {
  return new Halt({ maxErrors, option: failFast ? "failFast" : "maxErrors", rows });
}

/** @param changes those that this call would make @throws Failure `too_many_changes` (exit 9) */
export function checkMaxChanges(changes: number, most: number | undefined): void {
  if (most === undefined || changes <= most) return;
  throw new Failure(
    "guard",
    words`there are ${changes} deals to change, more than ${option("maxChanges", String(most))} allows`,
    {
      code: "too_many_changes",
      hint:
        most > 0
          ? say`nothing was changed; raise it, or try the first ones: ${option("limit", String(most))}`
          : "nothing was changed; raise it",
    },
  );
}

function sourced(plan: Plan, { rows, file }: Beginning): AsyncIterable<SourcedStep> {
  // What rows came from is only read along where failed ones are to be written again.
  if (file === undefined) return plain(plan.steps());
  const whole = wholeDeals(plan.steps());
  return rows ? withOriginals(whole, rows()) : whole;
}

async function* plain(steps: AsyncIterable<Step>): AsyncGenerator<SourcedStep> {
  for await (const step of steps) yield { step };
}

const carriedView: View<Carried> = {
  table: (carried, page) => runSummaryView.table(summary(carried), page),
  value: (carried) =>
    carried.objects === undefined
      ? runSummaryView.value(summary(carried))
      : { many: carried.objects, columns: ROW_COLUMNS },
};

function summary({ end, line, read, takenBack }: Carried) {
  return summaryOf(end(), line, { read, takenBack });
}

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
  /** Writes a command of this call. */
  readonly line: (run: Run) => string;
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
  const pace = new AdaptiveLimiter({ concurrency, rate, clock: host.clock, signal: interrupt.soft });
  context.onWire((event) => {
    const learned = paceEvent(event);
    if (learned !== undefined) pace.observe(learned);
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
  sayThatItStops(context, performed, carrying.run.id);
  return printed(context, performed, carrying);
}

/** How soon a run that was stopped may end without another word, in milliseconds. */
const MOMENT = 300;

/** Writes that are under way may take a while to end, and whoever stops us may not wait that long: the way on comes first. */
function sayThatItStops(context: Context, performed: Performed, run: string): void {
  const { host, interrupt } = context;
  const say = async () => {
    await host.clock.wait(MOMENT);
    if (performed.ended) return;
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

/** @param about.left how many rows this call will take */
async function printed(
  context: Context,
  performing: Performing,
  about: { readonly left: number; readonly read: boolean; readonly takenBack?: number | undefined },
): Promise<Carried> {
  const format = await context.format();
  const { read, takenBack } = about;
  const end = () => performing.end();
  const { line } = await context.wording();
  if (format === "ndjson" || format === "csv") {
    const objects = objectsOf(context, performing, { ...about, isNdjson: format === "ndjson" });
    return { objects, end, read, takenBack, line };
  }
  for await (const _ of watched(context, performing, about.left));
  return { objects: undefined, end, read, takenBack, line };
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
  const { line } = await context.wording();
  let whole = false;
  try {
    for await (const report of watched(context, performing, left)) yield rowOf(report, isNdjson);
    // Without this line a reader knows that the output was cut.
    if (isNdjson) yield summaryJson(summaryOf(performing.end(), line, about));
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
