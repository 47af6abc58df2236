/** A run that was stopped → the rest of it. */
import { resumeRun } from "../runs/resume.ts";
import type { OptionsOf, OptionTable, RunOptions, RunSummary } from "./run.ts";
import { runOperation } from "./runOperation.ts";

const RESUME_OPTIONS = {
  /** The id of the run, the beginning of one that fits no other, or `last`. */
  run: "string",
  /**
   * Which rows are taken up besides those of unknown outcome, which are settled first: `pending`, what was not sent or
   * failed for now; `failed`, also what was refused; `all`, also what was skipped. Default `pending`.
   */
  retry: "retry",
  /**
   * True: continues although the run began with another token, which may be that of another account. One that was renewed is
   * another one too; a client id stays the same. Default: refused.
   */
  allowDifferentToken: "boolean",
} as const satisfies OptionTable;

export type ResumeOptions = RunOptions & OptionsOf<typeof RESUME_OPTIONS, "run">;

/** @throws RouteraFailure, before anything was sent: `run_not_found`, `run_locked`, `run_target_mismatch`, `run_token_mismatch`, … */
export function resume(options: ResumeOptions): Promise<RunSummary> {
  const about = { name: "resume", options: RESUME_OPTIONS, needed: "run" };
  return runOperation(
    options,
    about,
    (account, { allowDifferentToken, retry = "pending", run, ...more }, on) => {
      const differentToken = allowDifferentToken ? "warn" : "refuse";
      return resumeRun(account, run, { ...more, retry, differentToken }, on);
    },
  );
}
