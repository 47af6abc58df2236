/** How a run is when a call is done with it, as every face reports it. */
import type { RowReport } from "./engine/rowReport.ts";
import type { Counts, RowOutcome } from "./journal/record.ts";

export type RunTotals = {
  /** The ID of the run; undefined where there was nothing to do, and so no run. */
  readonly run: string | undefined;
  readonly kind: "apply" | "undo";
  readonly profile: string;
  /** Scheme, host and port that it writes to. */
  readonly origin: string;
  readonly planDigest: string;
  /** `i/n` when the run takes one part of the plan. */
  readonly shard: string | undefined;
  /** The run that this one undoes. */
  readonly undoOf: string | undefined;
  /** Changes that the run has in all. */
  readonly rows: number;
  /** Rows of the whole run by outcome, earlier calls included. Rows that were not sent are pending. */
  readonly counts: Counts;
  /** Deals, or fields of deals, that the plan says cannot be changed. */
  readonly blocked: number;
  /** Rows of the whole run that are rejected, in conflict, retryable or unknown, and blocked deals, together. */
  readonly failed: number;
  /** Rows that nothing was sent for yet, or whose outcome is not known. */
  readonly pending: number;
  /** True when no row is left that might still be done. */
  readonly complete: boolean;
  /** The code of what stopped it before its time; `limit` for one that did as many changes as it was allowed. */
  readonly stopped: string | undefined;
  /** The first 20 rows of this call that failed, and how many there are. */
  readonly failures: readonly RowReport[];
  readonly failureCount: number;
  /** Rows of this call that Routera keeps with other values than were sent. */
  readonly storedDifferently: number;
  /** Results that may be missing in the journal, because the disk failed. */
  readonly unproved: readonly UnprovedRow[];
  /** How long this call took, in milliseconds. */
  readonly ms: number;
};

export type UnprovedRow = {
  readonly row: number;
  readonly id: string;
  readonly outcome: RowOutcome;
  readonly code?: string | undefined;
};
