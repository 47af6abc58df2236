/**
 * What is in a journal: one JSON object a line, a closed set of types.
 *
 * Numbers in a record are our own whole numbers. Values of deals are in it as JSON text inside a string, so that
 * no digit of theirs can get lost on the way; `jq '.set | fromjson'` unpacks them. What is undefined is not written.
 * Times are ISO 8601 in UTC. No record ever holds a token.
 */

/**
 * What can become of a row. `unknown`: a PATCH may or may not have taken effect. `retryable`: not written, for a reason that may
 * pass.
 */
export const ROW_OUTCOMES = ["applied", "rejected", "skipped", "conflict", "unknown", "retryable"] as const;
export type RowOutcome = (typeof ROW_OUTCOMES)[number];

/** How many rows ended how. */
export type Counts = { readonly [outcome in RowOutcome]: number };

/** The version of the format that this program writes and reads. */
export const JOURNAL_VERSION = 1;

/** The most rows that a run may have: the state of a run takes one byte a row. */
export const MAX_ROWS = 100_000_000;

/** The first line: what this run is. */
export type JournalHead = {
  readonly type: "head";
  readonly version: typeof JOURNAL_VERSION;
  /** The id of the run; the name of its directory. */
  readonly run: string;
  readonly kind: "apply" | "undo";
  /** Scheme, host and port that the run writes to. */
  readonly origin: string;
  readonly profile: string;
  /** `sha256:` and 64 hex digits. */
  readonly plan_digest: string;
  /** Distinguishes two tokens without showing the token. */
  readonly token_fingerprint: string;
  readonly started: string;
  /** Steps of the plan; row numbers go from 1 to this, also where a shard or a limit leaves some out. */
  readonly rows: number;
  /** `i/n` when the run takes one part of the plan. */
  readonly shard?: string;
  /** The run that this one undoes. */
  readonly undo_of?: string;
  /** False when the deals are not read before they are written, though their plan was made by reading them. */
  readonly read?: false;
};

/** A PATCH is about to be sent. On disk before its first byte leaves. */
export type Intent = {
  readonly type: "intent";
  /** Position of the step in the plan, from 1. */
  readonly row: number;
  /** Id of the deal. */
  readonly id: string;
  readonly at: string;
  /** JSON text of the object of fields that is sent. */
  readonly set: string;
  /** JSON text of the object of values that are overwritten; absent when the deal was not read. */
  readonly before?: string | undefined;
  /** `updated_at` of the deal as it was read; absent when it was not. */
  readonly before_updated_at?: string | undefined;
  /** 1 for the first sending, 2 for the second, … */
  readonly try: number;
};

/** Outcome of a row; without an intent in front when nothing was sent for it. */
export type RowResultRecord = {
  readonly type: "result";
  readonly row: number;
  readonly id: string;
  readonly at: string;
  readonly outcome: RowOutcome;
  /** HTTP status of the answer that decided it. */
  readonly status?: number;
  /** The code of the Failure, for any outcome but `applied`. */
  readonly code?: string;
  /** Why, in words; Routera's own where it gave some. */
  readonly message?: string;
  /** `updated_at` of the deal after the write: what an undo compares with. */
  readonly updated_at?: string | undefined;
  /** JSON text of the object of values that Routera stored, where they differ from those sent. */
  readonly after?: string | undefined;
  /** JSON text of the object of values that another user set, of a conflict. */
  readonly theirs?: string;
};

/**
 * The code of a row that was announced and then not sent, because something stopped the run: the journal ends what it
 * announced, and the row is pending again.
 */
export const NOT_SENT = "not_sent";

/** Everyone waits. */
export type Pause = {
  readonly type: "pause";
  readonly at: string;
  readonly reason: string;
  readonly until: string;
};

/** A later process took the run up again. */
export type Resume = {
  readonly type: "resume";
  readonly at: string;
  readonly retry?: "pending" | "failed" | "all";
  /** A last line that a crash had left half written, and that was cut off. */
  readonly torn?: { readonly line: number; readonly bytes: number };
};

/** The process stopped in good order. */
export type JournalEndRecord = {
  readonly type: "end";
  readonly at: string;
  readonly counts: Counts;
  /** True when no row is left to be done. */
  readonly complete: boolean;
  /** The code of what stopped the run before its time. */
  readonly stopped?: string;
};

export type JournalRecord = JournalHead | Intent | RowResultRecord | Pause | Resume | JournalEndRecord;
