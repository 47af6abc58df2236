/** Options and results of runs, as users of the library see them. */
import type { Counts, RowOutcome } from "../runs/journal/record.ts";
import type { RouteraClient } from "./client.ts";
import type { RouteraFailure } from "./routeraFailure.ts";

export type RunOptions = {
  readonly client: RouteraClient;
  /** Where runs are kept. Default: the folder of the command line, so that `routera runs` shows them. */
  readonly stateDir?: string | undefined;
  /** Requests at once, 1 to 64. Default 8. */
  readonly concurrency?: number | undefined;
  /** Requests per second. Default: no limit. */
  readonly rate?: number | undefined;
  /** Only the first so many changes; the others stay to be resumed. */
  readonly limit?: number | undefined;
  /** Stop when more rows than this fail; `"5%"` is of all rows. Default: no limit. */
  readonly maxErrors?: number | `${number}%` | undefined;
  /**
   * Rows that fail are written to this file, with the reason, for `routera deals apply`: NDJSON, or for a name that ends in
   * `.csv` or `.tsv` a column for each field.
   */
  readonly failures?: string | undefined;
  /** True: a file named by `failures` is replaced. */
  readonly overwrite?: boolean | undefined;
  /** Called once with the id of the run, before anything is sent. When it throws, the run ends and the error is thrown on. */
  readonly onStart?: ((run: string) => void | Promise<void>) | undefined;
  /** Called at the end of each row and waited for. When it throws, rows under way are finished and the error is thrown on. */
  readonly onRow?: ((row: RowResult) => void | Promise<void>) | undefined;
};

/** What became of one row. */
export type RowResult = {
  /** Position among the changes of the plan, from 1; absent for a deal that the plan says cannot be changed. */
  readonly row?: number | undefined;
  /** Position among the rows that were planned, or their line in a file, from 1. */
  readonly line?: number | undefined;
  readonly id: string;
  readonly outcome: RowOutcome | "blocked";
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
  /** What stopped it before its time; empty when nothing did. */
  readonly stopReasons: readonly RouteraFailure[];
  /** What the command line would exit with: 0 when every row is applied or needed nothing. */
  readonly exitCode: number;
  /** The first 20 rows of this call that did not go well, and how many there are. */
  readonly failures: readonly RowResult[];
  readonly failureCount: number;
  /** Rows of this call that Routera keeps with other values than were sent. */
  readonly storedDifferently: number;
  /** Results that may be missing in the journal, because the disk failed. */
  readonly unproved: readonly { readonly row: number; readonly id: string; readonly outcome: RowOutcome }[];
  /** What the command line would warn of: another token, a run that was undone, rows of unknown outcome, … */
  readonly warnings: readonly RunWarning[];
  /** How long this call took, in milliseconds. */
  readonly ms: number;
};

/** Something to know that did not stop the call. */
export type RunWarning = {
  /** Stable name of its kind: `other_token`, `run_undone`, `unknown_outcome`, … */
  readonly code: string;
  readonly message: string;
};

/** What `apply` takes besides the options of every run, and of which type each option is. */
export const APPLY_OPTIONS = {
  /** Path of the plan file. */
  plan: "path",
  /** The digest of the plan that was approved: any other plan is refused. */
  approve: "string",
  /** Refuses a plan with more changes, before anything is sent. */
  maxChanges: "count",
  /** `"1/4"`: the first of four parts, which may run on different machines. */
  shard: "string",
  /** False: deals are not read before they are written; changes of others are not seen, and there is no undo. Default true. */
  read: "boolean",
  /**
   * True: nothing is written, and there is no run: the summary has the deals that cannot be changed, and as `rows` and
   * `pending` the number of those that would change.
   */
  dryRun: "boolean",
  /** The profile of the command line for this account, for the commands that it proposes. Default `default`. */
  profile: "profile",
} as const satisfies Readonly<Record<string, keyof OptionValues>>;

type OptionValues = {
  readonly string: string;
  readonly path: string;
  readonly profile: string;
  readonly count: number;
  readonly boolean: boolean;
};

type OptionsOf<Types extends Readonly<Record<string, keyof OptionValues>>> = {
  readonly [name in keyof Types]?: OptionValues[Types[name]] | undefined;
};

export type ApplyOptions = RunOptions &
  OptionsOf<typeof APPLY_OPTIONS> & {
    readonly plan: string;
  };
