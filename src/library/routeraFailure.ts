/** What programs catch: why a call did not do what was asked, in words of options and functions. */
import { CodedError, type FailureDetails, type FailureJson, failureObject, type Kind } from "../failure.ts";

/** A planned end of a call. `message` states the fact, `hint` says what to do next, in one or several lines. */
export class RouteraFailure extends CodedError<string> {
  constructor(kind: Kind, message: string, details: FailureDetails<string>) {
    super("RouteraFailure", kind, message, details);
  }

  /** The `error` object that the command line prints with `--json`, in these words: null for what there is not. */
  toJSON(): FailureJson {
    return failureObject(this, this);
  }
}
