/** How a run stands when a call is done with it. */
import type { Counts, RowOutcome } from "../bulk/journal/journalRecord.ts";
import type { Failure } from "../failure.ts";

/** What became of one row. */
export type RowResult = {
  /** Position among the changes of the plan, from 1; absent for a deal that the plan says cannot be changed. */
  readonly row?: number | undefined;
  /** Position among the rows that were planned, or their line in a file, from 1. */
  readonly line?: number | undefined;
  readonly id: string;
  readonly outcome: RowOutcome | "impossible";
  /** HTTP status of the answer that decided it. */
  readonly status?: number | undefined;
  /** Why, for any outcome but `applied`; also `stored_differently` for one that was. */
  readonly code?: string | undefined;
  readonly message?: string | undefined;
};

export type RunSummary = {
  /** The id of the run; undefined where there was nothing to do, and so no run. */
  readonly run: string | undefined;
  readonly kind: "apply" | "undo";
  /** Scheme, host and port that it writes to. */
  readonly origin: string;
  readonly planDigest: string;
  /** `i/n` when the run takes one part of the plan. */
  readonly shard: string | undefined;
  /** The run that this one takes back. */
  readonly undoOf: string | undefined;
  /** Changes that the run has in all. */
  readonly rows: number;
  /**
   * Rows of the whole run by outcome, earlier calls included. `failed` also counts rows that were announced in the journal and
   * then not sent, because the run was stopped (`not_sent`); `resume` takes them up.
   */
  readonly counts: Counts;
  /** Deals, or fields of deals, that the plan says cannot be changed. */
  readonly impossible: number;
  /** Rows that nothing was sent for yet, or whose outcome is not known. */
  readonly pending: number;
  /** True when no row is left that might still be done. */
  readonly complete: boolean;
  /** What stopped it before its time; empty when nothing did. */
  readonly stops: readonly Failure[];
  /** What the command line would exit with: 0 when every row is applied or needed nothing. */
  readonly exitCode: number;
  /** The first 20 rows of this call that did not go well, and how many there are; rows that were not sent are none of them. */
  readonly failures: readonly RowResult[];
  readonly failureCount: number;
  /** Rows of this call that Routera keeps with other values than were sent. */
  readonly storedDifferently: number;
  /** Results that may be missing in the journal, because the disk failed. */
  readonly unproved: readonly { readonly row: number; readonly id: string; readonly outcome: RowOutcome }[];
  /** How long this call took, in milliseconds. */
  readonly ms: number;
};
