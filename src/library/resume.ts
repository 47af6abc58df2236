/** A run that was stopped → the rest of it. */
import { resumeRun } from "../runs/resume.ts";
import type { OptionsOf, OptionTable, RunOptions, RunSummary } from "./run.ts";
import { runOperation } from "./runOperation.ts";

const RESUME_OPTIONS = {
  /** Run ID, the unique start of one, or `last`. */
  run: "string",
  /**
   * Rows to send, besides rows with an unknown outcome, which are read first: `pending` takes pending and retryable rows,
   * `failed` takes rejected rows and conflicts as well, `all` takes skipped rows as well. Default: `pending`.
   */
  retry: "retry",
  /**
   * True: resumes a run that was started with a different token, which may be for another account. A renewed token is a
   * different token; a client ID stays the same. Default: false.
   */
  allowDifferentToken: "boolean",
} as const satisfies OptionTable;

export type ResumeOptions = RunOptions & OptionsOf<typeof RESUME_OPTIONS, "run">;

/**
 * Resumes an incomplete run and returns a summary.
 * @param options.run run ID, the unique start of one, or `last`
 * @returns the summary of the run, also if it was stopped: see `exitCode` and `stopReasons`
 * @throws RouteraFailure before the first request: `run_not_found`, `run_locked`, `run_target_mismatch`, `run_token_mismatch`, …
 */
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
