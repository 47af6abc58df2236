/** What a run applied → a run that undoes it. */
import { undoRun } from "../runs/undo.ts";
import {
  APPLY_OPTIONS,
  type ApplyOptions,
  type OptionsOf,
  type OptionTable,
  type RunOptions,
  type RunSummary,
} from "./run.ts";
import { runOperation } from "./runOperation.ts";

const UNDO_OPTIONS = {
  /**
   * Run ID, or the unique start of one. `last`: the newest run that wrote to this target; where that
   * is an undo, or is undone already, nothing changes, and a warning (`nothing_to_undo`) names an older run.
   */
  run: "string",
  approve: APPLY_OPTIONS.approve,
  maxChanges: APPLY_OPTIONS.maxChanges,
  dryRun: APPLY_OPTIONS.dryRun,
  profile: APPLY_OPTIONS.profile,
} as const satisfies OptionTable;

export type UndoOptions = RunOptions &
  Pick<ApplyOptions, "approve" | "dryRun" | "maxChanges" | "profile"> &
  OptionsOf<typeof UNDO_OPTIONS, "run">;

/**
 * Undoes a run and returns a summary. Applies the previous values as a new run. A deal that changed after the run is
 * `blocked` and is not overwritten. Rows with an unknown outcome are not undone: `resume` the run first. An undo is only undone by
 * its ID.
 * @param options.run run ID, the unique start of one, or `last`
 * @returns the summary of the new run, also if it was stopped: see `exitCode` and `stopReasons`
 * @throws RouteraFailure before the first request: `run_not_found`, `run_locked`, `run_target_mismatch`, …
 */
export function undo(options: UndoOptions): Promise<RunSummary> {
  const about = { name: "undo", options: UNDO_OPTIONS, needed: "run" };
  return runOperation(options, about, (account, { run, ...more }, on) => undoRun(account, run, more, on));
}
