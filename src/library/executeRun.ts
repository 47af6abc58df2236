/** Executes a run for the library: its limits, its rows as results, its summary. */
import { insideOf } from "../account/account.ts";
import type { DealsClient } from "../api/deals.ts";
import { AdaptiveLimiter } from "../concurrency/adaptiveLimiter.ts";
import { DEFAULTS } from "../config/resolve.ts";
import { Failure, usage } from "../failure.ts";
import { privateStateFolder } from "../files/privateFile.ts";
import type { Host } from "../host.ts";
import type { Plan } from "../plans/file/read.ts";
import { Halt, type MaxErrors } from "../runs/engine/circuitBreaker.ts";
import { type OpenRun, Performed, type Performing, type RunEnd } from "../runs/engine/executor.ts";
import { paceEvent } from "../runs/engine/paceEvent.ts";
import type { Task } from "../runs/engine/taskQueue.ts";
import { exitOfRun } from "../runs/result.ts";
import { isInShard, type Shard } from "../runs/shard.ts";
import { checkCount, checkNumbers, describe, type OptionType } from "./checkOptions.ts";
import { worded } from "./hints.ts";
import type { ApplyOptions, RowResult, RunOptions, RunSummary } from "./run.ts";

export type Carrying = OpenRun & {
  readonly client: DealsClient;
  readonly tasks: AsyncIterable<Task>;
  readonly halt: Halt;
  readonly share: Share;
  /** False: nothing is read before it is written. */
  readonly read: boolean;
};

/** Steps of a run: all of the plan, or those of its part. */
export type Share = { readonly changes: number; readonly impossible: number };

export async function shareOf(plan: Plan, shard: Shard | undefined): Promise<Share> {
  if (shard === undefined) return plan.end;
  const share = { changes: 0, impossible: 0 };
  for await (const step of plan.steps()) {
    if (isInShard(step.id, shard)) share[step.type === "change" ? "changes" : "impossible"] += 1;
  }
  return share;
}

/** @throws only what the caller's own functions throw, once the run is closed */
export async function carry(options: RunOptions, carrying: Carrying): Promise<RunSummary> {
  const { client, concurrency = DEFAULTS.concurrency, onRow, onStart, rate } = options;
  const { host, interrupt, listen } = insideOf(client);
  const { clock } = host;
  const { halt, ledger, run, share } = carrying;
  const pace = new AdaptiveLimiter({ concurrency, rate, clock, signal: interrupt.soft });
  const performed = new Performed({
    ...carrying,
    rows: share.changes,
    impossible: share.impossible,
    concurrency,
    pace,
    interrupt,
    clock,
  });
  const stopListening = listen((event) => {
    const learned = paceEvent(event);
    if (learned !== undefined) pace.observe(learned);
    ledger.observe(event);
  });
  try {
    await onStart?.(run.id);
  } catch (error) {
    // A run that is stopped sends nothing, and closes its journal in good order.
    halt.stop(new Failure("interrupted", "stopped by the caller", { code: "stopped_by_caller" }));
    await follow(performed, undefined);
    stopListening();
    throw error;
  }
  try {
    return await follow(performed, onRow);
  } finally {
    stopListening();
  }
}

/** Tells every row; leaving the loop finishes what is under way. */
export async function follow(
  performing: Performing,
  onRow: ((row: RowResult) => void | Promise<void>) | undefined,
): Promise<RunSummary> {
  for await (const report of performing.reports()) await onRow?.(report);
  return summaryOf(performing.end());
}

export const RUN_OPTIONS = {
  client: "object",
  stateDir: "path",
  concurrency: "number",
  rate: "number",
  limit: "number",
  maxErrors: "any",
  onStart: "function",
  onRow: "function",
} as const satisfies { readonly [name in keyof Required<RunOptions>]: OptionType };

/** @throws Failure `bad_option` */
export function checkRunOptions(options: RunOptions): void {
  checkNumbers(options, ["concurrency", "rate"]);
  checkCount("limit", options.limit, 1);
  maxErrorsOf(options);
}

/** A folder that the caller names is the caller's to guard. @throws Failure `no_home`, `unsafe_place`, `write_failed` */
export async function stateDirOf({ stateDir }: Pick<RunOptions, "stateDir">, host: Host): Promise<string> {
  return stateDir ?? privateStateFolder(host);
}

/** The guard of a run of so many rows. */
export function haltOf(options: RunOptions, rows: number): Halt {
  return new Halt({ maxErrors: maxErrorsOf(options), rows });
}

/** @throws Failure `too_many_changes` of kind guard */
export function checkMaxChanges(
  planned: number,
  { limit = planned, maxChanges: most }: RunOptions & Pick<ApplyOptions, "maxChanges">,
): void {
  checkCount("maxChanges", most, 0);
  const changes = Math.min(planned, limit);
  if (most === undefined || changes <= most) return;
  throw new Failure("guard", `there are ${changes} deals to change, more than the ${most} of maxChanges`, {
    code: "too_many_changes",
    hint: "nothing was changed; raise it, or try the first ones with `limit`",
  });
}

function maxErrorsOf({ maxErrors }: RunOptions): MaxErrors | undefined {
  if (maxErrors === undefined) return undefined;
  if (typeof maxErrors === "number" && Number.isSafeInteger(maxErrors) && maxErrors >= 0) {
    return { count: maxErrors };
  }
  const percent =
    typeof maxErrors === "string" ? /^(\d{1,3}(?:\.\d{1,3})?)%$/.exec(maxErrors)?.[1] : undefined;
  if (percent !== undefined && Number(percent) <= 100) return { percent: Number(percent) };
  throw usage(
    "bad_option",
    `maxErrors must be a whole number from 0 or a text such as "5%", not ${typeof maxErrors === "object" ? describe(maxErrors) : String(maxErrors)}`,
  );
}

function summaryOf(end: RunEnd): RunSummary {
  const { about, complete, counts, failureCount, failures, impossible, ms, pending, rows, run, stops } = end;
  return {
    run,
    kind: about.kind,
    origin: about.origin,
    planDigest: about.plan_digest,
    shard: about.shard,
    undoOf: about.undo_of,
    rows,
    counts,
    impossible,
    pending,
    complete,
    stops: stops.map((stop) => worded(stop)),
    exitCode: exitOfRun(end),
    failures,
    failureCount,
    storedDifferently: end.storedDifferently,
    unproved: end.unproved.map(({ row, id, outcome }) => ({ row, id, outcome })),
    ms,
  };
}
