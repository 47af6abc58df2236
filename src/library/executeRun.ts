/** Executes a run for the library: its options, its rows as results, its summary. */
import type { Account } from "../account/account.ts";
import { namedStateDirectory } from "../account/stateDirectory.ts";
import type { Outcome } from "../failure.ts";
import type { Hint } from "../hint.ts";
import type { RunEnd } from "../runs/engine/executor.ts";
import type { RunOptions as EngineOptions, RunExecution, RunObserver } from "../runs/execute.ts";
import { exitOfRun, failedCount } from "../runs/result.ts";
import { accountOf } from "./account.ts";
import { maxErrorsOf, type OptionType } from "./checkOptions.ts";
import { callerFailure, libraryWording, toLibraryWording } from "./hints.ts";
import type { RunOptions, RunSummary, RunWarning } from "./run.ts";

/**
 * Takes a run to its end, and gives back what it held.
 * @param start an operation of the engine
 * @throws what the operation refuses; `caller_failed` where the caller's own functions throw, once the run is closed
 */
export async function executeRun<Options extends RunOptions & { readonly profile?: string | undefined }>(
  options: Options,
  start: (
    account: Account,
    options: Omit<Options, "failures" | "maxErrors"> & Pick<EngineOptions, "failures" | "maxErrors">,
    on: RunObserver,
  ) => Promise<RunExecution>,
): Promise<RunSummary> {
  const { client, failures, maxErrors, overwrite = false, onRow, onStart, profile, stateDir } = options;
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
      {
        ...options,
        maxErrors: maxErrorsOf(maxErrors),
        failures: failures === undefined ? undefined : { path: failures, overwrite },
      },
      {
        onClose: (close) => closers.push(close),
        warning: ({ code, isNote, run, say }) => {
          if (isNote) return;
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
    const end = execution.end();
    if (end.unsaved !== undefined) {
      warnings.push({ code: end.unsaved.code, message: toLibraryWording(end.unsaved).message });
    }
    return summaryOf(end, warnings);
  } finally {
    // The work is done by now, whatever stays behind.
    for (const close of closers.reverse()) await Promise.resolve(close()).catch(() => {});
  }
}

export const RUN_OPTIONS = {
  client: "object",
  stateDir: "path",
  concurrency: "concurrency",
  rate: "rate",
  limit: "positive",
  maxErrors: "maxErrors",
  failures: "path",
  overwrite: "boolean",
  onStart: "function",
  onRow: "function",
} as const satisfies { readonly [name in keyof Required<RunOptions>]: OptionType };

function summaryOf(end: RunEnd, warnings: readonly RunWarning[]): RunSummary {
  const { about, complete, counts, failureCount, failures, blocked, ms, pending, rows, run, stopReasons } =
    end;
  return {
    run,
    kind: about.kind,
    origin: about.origin,
    planDigest: about.plan_digest,
    shard: about.shard,
    undoOf: about.undo_of,
    rows,
    counts,
    blocked,
    failed: failedCount(counts, blocked),
    pending,
    complete,
    stopReasons: stopReasons.map((stop) => toLibraryWording(stop)),
    exitCode: exitOfRun(end),
    failures,
    failureCount,
    storedDifferently: end.storedDifferently,
    unproved: end.unproved.map(({ row, id, outcome }) => ({ row, id, outcome })),
    warnings,
    ms,
  };
}
