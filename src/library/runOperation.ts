/** Executes a run for the library: its options, its rows as results, its summary. */
import type { Account } from "../account/account.ts";
import { namedStateDirectory } from "../account/stateDirectory.ts";
import type { Outcome } from "../failure.ts";
import type { Hint } from "../hint.ts";
import type { RunParameters as EngineOptions, RunExecution, RunObserver } from "../runs/execute.ts";
import { exitOfRun } from "../runs/result.ts";
import { type NothingToUndo, nothingText } from "../runs/undoChoice.ts";
import { accountOf } from "./account.ts";
import { checkOptions, maxErrorsOf } from "./checkOptions.ts";
import { callerFailure, libraryWording, toLibraryWording, withLibraryWording } from "./hints.ts";
import { type OptionTable, RUN_OPTIONS, type RunOptions, type RunSummary, type RunWarning } from "./run.ts";

type Options = RunOptions & { readonly profile?: string | undefined };

/** Starts an operation of the engine. */
type Start<Given> = (
  account: Account,
  options: Omit<Given, "failures" | "maxErrors"> & Pick<EngineOptions, "failures" | "maxErrors">,
  on: RunObserver,
) => Promise<RunExecution>;

/**
 * Takes a run to its end, and gives back what it held.
 * @param about.options what the operation takes besides the options of every run, and what of it cannot be omitted
 * @throws RouteraFailure: what the operation refuses; `caller_failed` where the caller's own functions throw, once the run is
 *   closed
 */
export function runOperation<Given extends Options>(
  given: Given,
  about: { readonly name: string; readonly options: OptionTable; readonly needed: string },
  start: Start<Given>,
): Promise<RunSummary> {
  return withLibraryWording(() => {
    const table = { ...RUN_OPTIONS, ...about.options };
    return executed(checkOptions(about.name, given, table, ["client", about.needed]), start);
  });
}

async function executed<Given extends Options>(options: Given, start: Start<Given>): Promise<RunSummary> {
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
    const { stopReasons, unsaved, wasComplete: _, ...totals } = end;
    if (unsaved !== undefined) {
      warnings.push({ code: unsaved.code, message: toLibraryWording(unsaved).message });
    }
    if (execution.nothing !== undefined) warnings.push(nothingWarning(execution.nothing));
    return {
      ...totals,
      stopReasons: stopReasons.map((reason) => toLibraryWording(reason)),
      exitCode: exitOfRun(end),
      warnings,
    };
  } finally {
    // The work is done by now, whatever stays behind.
    for (const close of closers.reverse()) await Promise.resolve(close()).catch(() => {});
  }
}

function nothingWarning(nothing: NothingToUndo): RunWarning {
  const { older } = nothing;
  const message = nothingText(nothing);
  if (older === undefined) return { code: "nothing_to_undo", message };
  const { hint } = libraryWording.hint({
    run: { command: "runs undo", operands: [older] },
    say: `${message}; to undo an older run`,
  });
  return { code: "nothing_to_undo", message: hint ?? message };
}
