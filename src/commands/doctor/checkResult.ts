/** What a check found. */
import type { Failure } from "../../failure.ts";

export type Finding = {
  readonly check: string;
  /** `warning`: it works, but somebody should know. `trouble`: calls fail. `skipped`: could not be looked at. */
  readonly state: "fine" | "warning" | "trouble" | "skipped";
  /** What was found, in words; holds no secret. */
  readonly fact: string;
  /** What to do about it. */
  readonly remedy?: string | undefined;
  /** Exit code that a call in this state would have; for `trouble`. */
  readonly exitCode?: number;
};

export function fine(check: string, fact: string): Finding {
  return { check, state: "fine", fact };
}

export function warning(check: string, fact: string, remedy: string): Finding {
  return { check, state: "warning", fact, remedy };
}

export function skipped(check: string, fact: string): Finding {
  return { check, state: "skipped", fact };
}

export function trouble(check: string, { message, hint, exitCode }: Failure): Finding {
  return { check, state: "trouble", fact: message, remedy: hint, exitCode };
}
