/** Executes a run: rows in, reports out; at the end the journal is closed, the summary written and the lock released. */
import type { DealsClient } from "../../api/deals.ts";
import type { AdaptiveLimiter } from "../../concurrency/adaptiveLimiter.ts";
import { pool } from "../../concurrency/pool.ts";
import { asFailure, Failure } from "../../failure.ts";
import type { Clock } from "../../host.ts";
import type { Interrupt } from "../../signals.ts";
import { type IntendedChange, intendedChangeOf } from "../failures/intendedChange.ts";
import type { JournalHead } from "../journal/record.ts";
import { failedCount } from "../result.ts";
import type { RunTotals } from "../runTotals.ts";
import type { RunLock } from "../storage/lock.ts";
import type { Run } from "../storage/runDirectory.ts";
import { writeSummary } from "../storage/summary.ts";
import { applyRow, type RowTools } from "./applyRow.ts";
import type { CircuitBreaker } from "./circuitBreaker.ts";
import type { JournalWriter } from "./journalWriter.ts";
import { reconcileRow } from "./reconcileRow.ts";
import { isError, type RowReport } from "./rowReport.ts";
import type { Task } from "./taskQueue.ts";

/** A run that may begin: its directory locked, its head on disk. */
export type OpenRun = {
  readonly run: Run;
  readonly head: JournalHead;
  readonly lock: RunLock;
  readonly journalWriter: JournalWriter;
};

/** Called while the rows end. */
export type EndHooks = {
  /** Takes rows that did not go well, as they end. */
  readonly onFailure?: ((wanted: IntendedChange, report: RowReport) => Promise<void>) | undefined;
  /** Called once when the last row has ended. */
  readonly onEnd?: (() => Promise<void>) | undefined;
};

type RunExecutorOptions = OpenRun &
  EndHooks & {
    readonly client: Pick<DealsClient, "get" | "update" | "settle">;
    readonly tasks: AsyncIterable<Task>;
    /** Changes that this run has in all, its earlier calls included. */
    readonly rows: number;
    /** Deals that the plan says cannot be changed. */
    readonly blocked: number;
    readonly concurrency: number;
    readonly limiter: AdaptiveLimiter;
    readonly breaker: CircuitBreaker;
    /** False: nothing is read before it is written. */
    readonly read: boolean;
    readonly interrupt: Interrupt;
    readonly clock: Clock;
  };

/** What a run is about. */
export type RunAbout = Pick<RunTotals, "kind" | "origin" | "profile" | "planDigest" | "shard" | "undoOf">;

export function aboutOf({ kind, origin, plan_digest, profile, shard, undo_of }: JournalHead): RunAbout {
  return { kind, origin, profile, planDigest: plan_digest, shard, undoOf: undo_of };
}

/** How a run is when a call is done with it. */
export type RunEnd = RunTotals & {
  /** True for a run that was complete before this call: nothing was done. */
  readonly wasComplete?: boolean | undefined;
  /** What stopped it before its time. */
  readonly stopReasons: readonly Failure[];
  /** Why the summary is not on disk: all rows are in the journal, so that this stops nothing. */
  readonly unsaved?: Failure | undefined;
};

/** How many failures are kept to be shown. */
export const SHOWN = 20;

/**
 * Rows ahead of the requests that may be under way, for each of these, so that requests need not wait for the disk. A row that
 * was read is written as soon as may be: others may change the deal until then.
 */
const AHEAD = { read: 1, announced: 2 };

/** A run, or what there is to show where nothing is to be done. */
export type ActiveRun = {
  /** To be looped over once, to its end or not. Never throws. */
  reports(): AsyncGenerator<RowReport>;
  /** True once the loop is over. */
  readonly ended: boolean;
  /** Once the loop is over. */
  end(): RunEnd;
};

/** The reports, to be looped over once. Leaving the loop finishes what is under way; `end()` holds after the loop. */
export class RunExecutor implements ActiveRun {
  readonly #plan: RunExecutorOptions;
  readonly #failures: RowReport[] = [];
  #failureCount = 0;
  #storedDifferently = 0;
  #end: RunEnd | undefined;

  constructor(plan: RunExecutorOptions) {
    this.#plan = plan;
  }

  /** Never throws: what goes wrong is in `end().stopReasons`. */
  async *reports(): AsyncGenerator<RowReport> {
    const { clock, concurrency, breaker, read, tasks } = this.#plan;
    const started = clock.elapsed();
    const tools = this.#tools();
    let finished = false;
    try {
      const ahead = concurrency * (read ? AHEAD.read : AHEAD.announced);
      const working = pool(tasks, (task) => this.#work(task, tools), {
        room: () => concurrency + ahead,
        // Their intents share one write to the disk, while as many others need not wait for it.
        batch: Math.ceil(ahead / 2),
        stopped: tools.stopped,
      });
      for await (const report of working) if (report !== undefined) yield report;
      finished = true;
    } catch (error) {
      breaker.trip(asFailure(error));
      finished = true;
    } finally {
      // Whoever reads the reports went away: the rows behind them are not started.
      if (!finished) breaker.trip(new Failure("local_io", NOT_WRITTEN, { code: NO_READER }));
      this.#end = await this.#finish(clock.elapsed() - started);
    }
  }

  get ended(): boolean {
    return this.#end !== undefined;
  }

  end(): RunEnd {
    if (this.#end === undefined) throw new Error("the run has not ended");
    return this.#end;
  }

  #tools(): RowTools & { readonly clock: Clock; readonly signal: AbortSignal } {
    const { client, clock, breaker, head, interrupt, journalWriter, limiter, read } = this.#plan;
    return {
      client,
      clock,
      breaker,
      journalWriter,
      limiter,
      read,
      strict: head.kind === "undo",
      signal: interrupt.soft,
      stopped: () => breaker.isTripped || interrupt.soft.aborted || journalWriter.broken !== undefined,
    };
  }

  async #work(
    task: Task,
    tools: RowTools & { readonly clock: Clock; readonly signal: AbortSignal },
  ): Promise<RowReport | undefined> {
    const report = await perform(task, tools);
    if (report === undefined) return undefined;
    if (report.code === "stored_differently") this.#storedDifferently++;
    if (!isError(report)) return report;
    this.#failureCount++;
    if (this.#failures.length < SHOWN) this.#failures.push(report);
    await this.#plan.onFailure?.(intendedChangeOf(task), report);
    return report;
  }

  async #finish(ms: number): Promise<RunEnd> {
    const { clock, breaker, head, blocked, interrupt, journalWriter, lock, rows, run } = this.#plan;
    if (interrupt.soft.aborted) breaker.trip(asFailure(interrupt.soft.reason));
    await this.#plan.onEnd?.().catch((error: unknown) => breaker.trip(asFailure(error)));
    const { counts } = journalWriter.state;
    const final = counts.applied + counts.rejected + counts.skipped + counts.conflict;
    const complete = final >= rows;
    const pending = Math.max(0, rows - final - counts.retryable);
    // Rows whose outcome is not known were reached as well.
    const stopped = breaker.stopReasons[0]?.code ?? (pending > counts.unknown ? "limit" : undefined);
    const at = journalWriter.now();
    await journalWriter.close({
      type: "end",
      at,
      counts,
      complete,
      ...(stopped !== undefined && { stopped }),
    });
    if (journalWriter.broken) breaker.trip(journalWriter.broken);
    const saving = journalWriter.broken
      ? undefined
      : writeSummary(run.dir, {
          version: 1,
          run: run.id,
          kind: head.kind,
          plan_digest: head.plan_digest,
          ...(head.shard !== undefined && { shard: head.shard }),
          started: head.started,
          ended: new Date(clock.now()).toISOString(),
          rows: head.rows,
          changes: rows,
          blocked,
          counts,
          complete,
          ...(stopped !== undefined && { stopped }),
        });
    const unsaved = await saving?.then(() => undefined, asFailure);
    await lock.release();
    return {
      run: run.id,
      ...aboutOf(head),
      rows,
      counts,
      blocked,
      failed: failedCount(counts, blocked),
      pending,
      complete,
      stopped: breaker.stopReasons[0]?.code ?? stopped,
      stopReasons: breaker.stopReasons,
      failures: this.#failures,
      failureCount: this.#failureCount,
      storedDifferently: this.#storedDifferently,
      unproved: journalWriter.broken
        ? journalWriter.unsynced.map(({ code, id, outcome, row }) => ({ row, id, outcome, code }))
        : [],
      unsaved,
      ms,
    };
  }
}

async function perform(
  task: Task,
  tools: RowTools & { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<RowReport | undefined> {
  if (task.kind === "change") return applyRow(task.change, 0, tools);
  if (task.kind === "unknown") return reconcileRow(task.intent, tools, task.line);
  const { line, id, code, message } = task.step;
  return { line, id, outcome: "blocked", code, message };
}

/** The code of what stopped a run whose reports no one took any more. */
export const NO_READER = "stdout_failed";
const NOT_WRITTEN = "the reports of the run could not be written";
