/** What programs catch: why a call did not do what was asked, in words of options and functions. */
import {
  type FailureJson,
  KINDS,
  type Kind,
  type FailureDetails as Known,
  type Outcome,
} from "../failure.ts";

/** All that a failure carries besides its message. */
export type FailureDetails = Omit<Known, "hint"> & {
  /** What to do next, in one or several lines. */
  readonly hint?: string | undefined;
};

/** A planned end of a call. `message` states the fact; it never holds a secret. */
export class RouteraFailure extends Error {
  readonly kind: Kind;
  /** Stable machine-readable name, finer than the kind: `deal_archived`, `token_missing`, … */
  readonly code: string;
  /** HTTP status of the answer that caused it. */
  readonly status: number | undefined;
  /** True when the same call may succeed later, unchanged. */
  readonly retryable: boolean;
  /** What became of the write, where there was one. */
  readonly outcome: Outcome;
  /** What to do next, in one or several lines. */
  readonly hint: string | undefined;
  /** True when `message` is Routera's own, word for word. */
  readonly verbatim: boolean;
  /** More, for a log; holds no secret. */
  readonly detail: string | undefined;

  constructor(kind: Kind, message: string, details: FailureDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "RouteraFailure";
    this.kind = kind;
    this.code = details.code;
    this.status = details.status;
    this.retryable = details.retryable ?? kind === "try_later";
    this.outcome = details.outcome ?? "not_applied";
    this.hint = details.hint;
    this.verbatim = details.verbatim ?? false;
    this.detail = details.detail;
  }

  /** What the command line would exit with. */
  get exitCode(): number {
    return KINDS[this.kind].exit;
  }

  /** The `error` object that the command line prints with `--json`, in these words: null for what there is not. */
  toJSON(): FailureJson {
    return {
      code: this.code,
      message: this.message,
      status: this.status ?? null,
      retryable: this.retryable,
      outcome: this.outcome,
      hint: this.hint ?? null,
      exit_code: this.exitCode,
    };
  }
}
