/** Executes a run for the library: its options, its rows as results, its summary. */
import type { Account } from "../account/account.ts";
import { namedStateDirectory } from "../account/stateDirectory.ts";
import { type Outcome, usage } from "../failure.ts";
import type { Hint } from "../hint.ts";
import type { MaxErrors } from "../runs/engine/circuitBreaker.ts";
import type { RunEnd } from "../runs/engine/executor.ts";
import type { RunOptions as EngineOptions, RunExecution, RunObserver } from "../runs/execute.ts";
import { exitOfRun } from "../runs/result.ts";
import { accountOf } from "./account.ts";
import { checkCount, checkNumbers, describe, type OptionType } from "./checkOptions.ts";
import { callerFailure, libraryWording, ofCaller, worded } from "./hints.ts";
import type { RunOptions, RunSummary, RunWarning } from "./run.ts";

/**
 * Takes a run to its end, and gives back what it held.
 * @param start an operation of the engine
 * @throws what the operation refuses; `caller_failed` where the caller's own functions throw, once the run is closed
 */
export async function executeRun(
  options: RunOptions & { readonly profile?: string | undefined },
  start: (account: Account, options: EngineOptions, on: RunObserver) => Promise<RunExecution>,
): Promise<RunSummary> {
  checkRunOptions(options);
  const { client, concurrency, limit, onRow, onStart, profile, rate, stateDir } = options;
  const open = accountOf(client);
  const account = {
    ...open,
    ...(profile !== undefined && { profile }),
    ...(stateDir !== undefined && { stateDir: namedStateDirectory(stateDir) }),
  };
  const warnings: RunWarning[] = [];
  const closers: (() => void | Promise<void>)[] = [];
  let started: string | undefined;
  const asked = async (what: string, outcome: Outcome, call: () => unknown): Promise<void> => {
    try {
      await call();
    } catch (thrown) {
      const resume: Hint[] =
        started === undefined ? [] : [{ run: { command: "runs resume", operands: [started] } }];
      const hint = ["see the cause of this error", ...resume];
      throw callerFailure(what, thrown, { kind: "guard", outcome, hint });
    }
  };
  try {
    const execution = await start(
      account,
      { concurrency, limit, rate, maxErrors: maxErrorsOf(options) },
      {
        onClose: (close) => closers.push(close),
        warning: ({ code, run, say }) => {
          const { hint } = libraryWording.hint(run === undefined ? { say } : { run, say });
          warnings.push({ code, message: hint ?? libraryWording.words(say) });
        },
        started: async (id) => {
          started = id;
          await asked("onStart", "not_applied", () => onStart?.(id));
        },
      },
    );
    for await (const report of execution.events) await asked("onRow", "unknown", () => onRow?.(report));
    return summaryOf(execution.end(), warnings);
  } finally {
    for (const close of closers.reverse()) await close();
  }
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
function checkRunOptions(options: RunOptions): void {
  checkNumbers(options, ["concurrency", "rate"]);
  checkCount("limit", options.limit, 1);
  ofCaller("reading maxErrors", () => maxErrorsOf(options));
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

function summaryOf(end: RunEnd, warnings: readonly RunWarning[]): RunSummary {
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
    warnings,
    ms,
  };
}
