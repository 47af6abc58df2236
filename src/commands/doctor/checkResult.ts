/** What a check found. */
import { type Failure, hintsOf } from "../../failure.ts";
import type { Hint, Words } from "../../hint.ts";

export type CheckResult = {
  readonly check: string;
  /** `warning`: it works, but somebody should know. `trouble`: calls fail. `skipped`: could not be looked at. */
  readonly state: "fine" | "warning" | "trouble" | "skipped";
  /** What was found, in words; holds no secret. */
  readonly fact: Words;
  /** What to do about it. */
  readonly remedy?: readonly Hint[] | undefined;
  /** Exit code that a call in this state would have; for `trouble`. */
  readonly exitCode?: number;
};

export function fine(check: string, fact: Words): CheckResult {
  return { check, state: "fine", fact };
}

export function warning(check: string, fact: Words, ...remedy: readonly Hint[]): CheckResult {
  return { check, state: "warning", fact, remedy };
}

export function skipped(check: string, fact: Words): CheckResult {
  return { check, state: "skipped", fact };
}

export function trouble(check: string, failure: Failure): CheckResult {
  const { exitCode, words } = failure;
  return { check, state: "trouble", fact: words, remedy: hintsOf(failure), exitCode };
}
