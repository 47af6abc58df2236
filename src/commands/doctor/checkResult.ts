/** What a check found. */
import { type Failure, hintsOf } from "../../failure.ts";
import type { Hint, Words } from "../../hint.ts";

export type CheckResult = {
  readonly check: string;
  /** `warning`: it works, but someone should know. `error`: calls fail. `skipped`: could not be checked. */
  readonly state: "ok" | "warning" | "error" | "skipped";
  /** What was found, in words; holds no secret. */
  readonly info: Words;
  /** What to do about it. */
  readonly hint?: readonly Hint[] | undefined;
  /** Exit code that a call in this state would have; for `error`. */
  readonly exitCode?: number;
};

export function ok(check: string, info: Words): CheckResult {
  return { check, state: "ok", info };
}

export function warning(check: string, info: Words, ...hint: readonly Hint[]): CheckResult {
  return { check, state: "warning", info, hint };
}

export function skipped(check: string, info: Words): CheckResult {
  return { check, state: "skipped", info };
}

export function failed(check: string, failure: Failure): CheckResult {
  const { exitCode, words } = failure;
  return { check, state: "error", info: words, hint: hintsOf(failure), exitCode };
}
