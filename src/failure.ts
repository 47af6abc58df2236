/**
 * Why a call did not do what was asked. Thrown to stop a call, kept as a value inside a loop over rows.
 *
 * Everything that a user learns about an exit code is read from `KINDS`: help, README and tests.
 */
import { describeHints, type FailureText, type Hint, plainText, type Wording, type Words } from "./hint.ts";

/** What a kind of failure means for the caller: the exit code and one line of explanation. */
export const KINDS = {
  bug: { exit: 1, means: "a bug in routera (report it)" },
  not_routera: { exit: 1, means: "an unexpected response, not from Routera" },
  usage: { exit: 2, means: "invalid usage or input; nothing was sent" },
  rows_failed: { exit: 3, means: "a bulk run completed with failed rows" },
  credentials: { exit: 4, means: "credential missing, expired or rejected" },
  not_found: { exit: 5, means: "not found" },
  conflict: { exit: 6, means: "conflict: archived, duplicate value, or changed after the plan" },
  rejected: { exit: 7, means: "values rejected by Routera (400)" },
  try_later: { exit: 8, means: "temporary failure: rate limit, server error or network" },
  guard: { exit: 9, means: "stopped by a limit on errors or changes" },
  changes_present: { exit: 10, means: "the plan contains changes (only if requested)" },
  outcome_unknown: { exit: 11, means: "unknown outcome of a write" },
  local_io: { exit: 12, means: "local input or output failed: disk, journal, lock or stdout" },
  interrupted: { exit: 130, means: "interrupted by Ctrl-C (SIGINT)" },
  broken_pipe: { exit: 141, means: "stdout was closed by its reader" },
  terminated: { exit: 143, means: "terminated by SIGTERM or SIGHUP" },
} as const satisfies Record<string, { exit: number; means: string }>;

/** One of the kinds of failure; decides the exit code. */
export type Kind = keyof typeof KINDS;

/** Outcome of a write: it surely did not happen, it surely did, or it is unknown from here. */
export type Outcome = "not_applied" | "applied" | "unknown";

/** All that a failure carries besides its message. */
export type FailureDetails<Advice = Hint | readonly Hint[]> = {
  /** Stable machine-readable name, finer than the kind: `deal_archived`, `token_missing`, … */
  readonly code: string;
  /** HTTP status of the answer that caused it. */
  readonly status?: number | undefined;
  /** True when the same command may succeed later, unchanged. */
  readonly retryable?: boolean | undefined;
  /** Outcome of the write, where there was one. Default `not_applied`. */
  readonly outcome?: Outcome | undefined;
  /** What to do next, preferably the command to type. */
  readonly hint?: Advice | undefined;
  /** True when `message` is Routera's own, word for word; shown with the status in front of it. */
  readonly verbatim?: boolean | undefined;
  /** Shown with `--verbose` only; must hold no secret. */
  readonly detail?: string | undefined;
  /** What was thrown by code that is not ours; never shown. */
  readonly cause?: unknown;
};

/** A Failure as data. */
export type FailureJson = {
  readonly code: string;
  readonly message: string;
  readonly status: number | null;
  readonly retryable: boolean;
  readonly outcome: Outcome;
  readonly hint: string | null;
  readonly exit_code: number;
};

/** A planned end of a call, with advice in any form. It never holds a secret. */
export class CodedError<Advice> extends Error {
  readonly kind: Kind;
  /** Stable machine-readable name, finer than the kind: `deal_archived`, `token_missing`, … */
  readonly code: string;
  /** HTTP status of the answer that caused it. */
  readonly status: number | undefined;
  /** True when the same call may succeed later, unchanged. */
  readonly retryable: boolean;
  /** Outcome of the write, where there was one. */
  readonly outcome: Outcome;
  /** What to do next. */
  readonly hint: Advice | undefined;
  /** True when `message` is Routera's own, word for word. */
  readonly verbatim: boolean;
  /** More, for a log; holds no secret. */
  readonly detail: string | undefined;

  constructor(name: string, kind: Kind, message: string, details: FailureDetails<Advice>) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = name;
    this.kind = kind;
    this.code = details.code;
    this.status = details.status;
    this.retryable = details.retryable ?? kind === "try_later";
    this.outcome = details.outcome ?? "not_applied";
    this.hint = details.hint;
    this.verbatim = details.verbatim ?? false;
    this.detail = details.detail;
  }

  /** What the command line exits with. */
  get exitCode(): number {
    return KINDS[this.kind].exit;
  }
}

/**
 * A planned end of a call. What it says is data, which each face words for itself (`describeFailure`); `message` states the fact
 * in words of none.
 */
export class Failure extends CodedError<Hint | readonly Hint[]> {
  readonly words: Words;

  constructor(kind: Kind, words: Words, details: FailureDetails) {
    super("Failure", kind, plainText(words), details);
    this.words = words;
  }

  /** The same failure with some details changed, for a caller that knows more than the thrower did. */
  with(changes: Partial<FailureDetails>): Failure {
    return new Failure(this.kind, this.words, { ...this, cause: this.cause, ...changes });
  }
}

/** Bad words or bad input, found before any request. */
export function usage(code: string, words: Words, hint?: Hint | readonly Hint[]): Failure {
  return new Failure("usage", words, { code, hint });
}

/** The advice of a failure, one piece after the other. */
export function hintsOf({ hint }: Pick<Failure, "hint">): readonly Hint[] {
  if (hint === undefined) return [];
  return isList(hint) ? hint : [hint];
}

function isList(hint: Hint | readonly Hint[]): hint is readonly Hint[] {
  return Array.isArray(hint);
}

/** A failure in the words of a face. */
export function describeFailure(failure: Pick<Failure, "words" | "hint">, wording: Wording): FailureText {
  return { message: wording.words(failure.words), ...describeHints(hintsOf(failure), wording) };
}

/** The `error` object of a failure: null for what there is not. */
export function failureObject(
  failure: CodedError<unknown>,
  { message, hint }: Pick<FailureText, "message" | "hint">,
): FailureJson {
  return {
    code: failure.code,
    message,
    status: failure.status ?? null,
    retryable: failure.retryable,
    outcome: failure.outcome,
    hint: hint ?? null,
    exit_code: failure.exitCode,
  };
}

/** Anything thrown → a Failure; what no one planned is labelled as our bug. */
export function asFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(nameOf(thrown));
  return new Failure("bug", `unexpected error: ${error.message}`, {
    code: "internal_error",
    outcome: "unknown",
    hint: { reportBug: true },
    detail: error.stack,
  });
}

/** An object without a prototype cannot be made a string. */
function nameOf(thrown: unknown): string {
  return typeof thrown === "object" && thrown !== null ? "an object was thrown" : String(thrown);
}
