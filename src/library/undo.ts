/** What a run applied → a run that takes it back. */
import { undoRun } from "../runs/undo.ts";
import { checkOptions } from "./checkOptions.ts";
import { executeRun, RUN_OPTIONS } from "./executeRun.ts";
import { withLibraryWording } from "./hints.ts";
import type { ApplyOptions, RunOptions, RunSummary } from "./run.ts";

export type UndoOptions = RunOptions &
  Pick<ApplyOptions, "dryRun" | "maxChanges" | "profile"> & {
    /** The id of the run to take back, the beginning of one that fits no other, or `last`. */
    readonly run: string;
  };

/**
 * Takes back what a run applied. A deal that is not exactly as the run left it is told as `blocked` and stays.
 * Rows whose outcome is not known stay as well: `resume` the run first.
 * @throws RouteraFailure, before anything was sent: `run_not_found`, `run_locked`, `run_target_mismatch`, …
 */
export function undo(options: UndoOptions): Promise<RunSummary> {
  return withLibraryWording(() => undone(options));
}

async function undone(given: UndoOptions): Promise<RunSummary> {
  const options = checkOptions("undo", given, TYPES, ["client", "run"]);
  return executeRun(options, (account, run, on) => undoRun(account, options.run, run, on));
}

const TYPES = {
  ...RUN_OPTIONS,
  run: "string",
  maxChanges: "count",
  dryRun: "boolean",
  profile: "profile",
} as const;
