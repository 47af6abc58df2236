/** Data in words of the command line, as a call without flags shows it on a POSIX system. */
import { NO_TARGET_FLAGS } from "../../../src/cli/hints.ts";
import { wordingOf } from "../../../src/commands/wording.ts";
import { describeFailure, Failure } from "../../../src/failure.ts";
import type { FailureText, Words } from "../../../src/hint.ts";

const wording = wordingOf({ platform: "linux", env: {} }, NO_TARGET_FLAGS);

export function cliText(failure: Failure): FailureText {
  return describeFailure(failure, wording);
}

export function sentence(words: Words): string {
  return wording.words(words);
}

/** A failure whose hint is a text. */
export type WordedFailure = Failure & { readonly hint: string | undefined };

/** The failure as the command line words it: texts instead of data. */
export function toCliWording(failure: Failure): WordedFailure {
  const { message, hint } = cliText(failure);
  const { kind, code, status, retryable, outcome, verbatim, detail, cause } = failure;
  const details = { code, status, retryable, outcome, verbatim, detail, cause, hint };
  return new Failure(kind, message, details) as WordedFailure;
}

/** Does the work. @throws what it throws, as the command line words it */
export function withCliWording<Value>(work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    throw error instanceof Failure ? toCliWording(error) : error;
  }
}
