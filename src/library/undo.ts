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
   * The ID of the run, or the beginning of one that fits no other. `last`: the newest run that wrote to this target; where that
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
 * Undoes what a run applied. An undo is only undone by its ID. A deal that is not exactly as the run left it is reported as `blocked` and stays.
 * Rows whose outcome is not known stay as well: `resume` the run first.
 * @throws RouteraFailure, before anything was sent: `run_not_found`, `run_locked`, `run_target_mismatch`, …
 */
export function undo(options: UndoOptions): Promise<RunSummary> {
  const about = { name: "undo", options: UNDO_OPTIONS, needed: "run" };
  return runOperation(options, about, (account, { run, ...more }, on) => undoRun(account, run, more, on));
}
