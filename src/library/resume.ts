/** A run that was stopped → the rest of it. */
import { usage } from "../failure.ts";
import { RETRYABLE_STATES } from "../runs/engine/taskQueue.ts";
import { resumeRun } from "../runs/resume.ts";
import { checkOptions } from "./checkOptions.ts";
import { executeRun, RUN_OPTIONS } from "./executeRun.ts";
import { withLibraryWording } from "./hints.ts";
import type { RunOptions, RunSummary } from "./run.ts";

export type ResumeOptions = RunOptions & {
  /** The id of the run, the beginning of one that fits no other, or `last`. */
  readonly run: string;
  /**
   * Which rows are taken up besides those of unknown outcome, which are settled first: `pending`, what was not sent or failed for
   * now; `failed`, also what was refused; `all`, also what was skipped. Default `pending`.
   */
  readonly retry?: "pending" | "failed" | "all" | undefined;
  /**
   * True: goes on although the run began with another token, which may be that of another account. One that was renewed is
   * another one too; a client id stays the same. Default: refused.
   */
  readonly allowDifferentToken?: boolean | undefined;
};

/** @throws RouteraFailure, before anything was sent: `run_not_found`, `run_locked`, `run_target_mismatch`, `run_token_mismatch`, … */
export function resume(options: ResumeOptions): Promise<RunSummary> {
  return withLibraryWording(() => resumed(options));
}

async function resumed(given: ResumeOptions): Promise<RunSummary> {
  const options = checkOptions("resume", given, TYPES, ["client", "run"]);
  const { allowDifferentToken = false, retry = "pending", run: name } = options;
  if (!Object.hasOwn(RETRYABLE_STATES, retry))
    throw usage("bad_option", "retry must be pending, failed or all");
  return executeRun(options, (account, run, on) =>
    resumeRun(account, name, { ...run, retry, differentToken: allowDifferentToken ? "warn" : "refuse" }, on),
  );
}

const TYPES = { ...RUN_OPTIONS, run: "string", retry: "string", allowDifferentToken: "boolean" } as const;
