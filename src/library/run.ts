/** Options and results of runs, as users of the library see them. */
import type { RowReport } from "../runs/engine/rowReport.ts";
import type { RunTotals } from "../runs/runTotals.ts";
import type { RouteraClient } from "./client.ts";
import type { RouteraFailure } from "./routeraFailure.ts";

/** Options of every run, and what each of them must be: its type for callers, and the check, are made of this. */
export const RUN_OPTIONS = {
  client: "client",
  /** State directory of runs. Default: that of the command line, so that `routera runs list` shows them. */
  stateDir: "path",
  /** Maximum requests in parallel, 1 to 64. Default: 8. */
  concurrency: "concurrency",
  /** Maximum requests per second. Default: no limit. */
  rate: "rate",
  /** Apply only the first n changes; resume the rest later. Default: all. */
  limit: "positive",
  /** Stop when more than n rows, or `"5%"` of all rows, fail. Default: no limit. */
  maxErrors: "maxErrors",
  /**
   * File for failed rows, with the reason, in a format that `routera deals apply` accepts: NDJSON, or for `.csv` and `.tsv` a
   * table with one column per field.
   */
  failures: "path",
  /** True: an existing `failures` file is overwritten. Default: false. */
  overwrite: "boolean",
  /** Called once with the run ID, before the first request. If it throws, the run stops and the error is rethrown. */
  onStart: "onStart",
  /** Called and awaited after each row. If it throws, requests in progress are finished and the error is rethrown. */
  onRow: "onRow",
} as const satisfies OptionTable;

export type RunOptions = OptionsOf<typeof RUN_OPTIONS, "client">;

/** Further options of `apply`. */
export const APPLY_OPTIONS = {
  /** Path of the plan file. */
  plan: "path",
  /** Digest of the approved plan. A plan with another digest is an error. */
  approve: "string",
  /** Abort before the first request if the plan has more changes. */
  maxChanges: "count",
  /** Shard to apply, such as `"1/4"`; shards may run on different machines. */
  shard: "shard",
  /** False: do not read each deal before writing it; disables conflict detection and undo. Default: true. */
  read: "boolean",
  /**
   * True: nothing is written, and there is no run: the summary has the deals that cannot be changed, and as `rows` and
   * `pending` the number of those that would change.
   */
  dryRun: "boolean",
  /** Profile of the command line for this account, for the commands in hints. Default: `default`. */
  profile: "profile",
} as const satisfies OptionTable;

export type ApplyOptions = RunOptions & OptionsOf<typeof APPLY_OPTIONS, "plan">;

/** The types of values that options have, by name. */
type OptionValues = {
  readonly client: RouteraClient;
  readonly string: string;
  readonly path: string;
  readonly profile: string;
  readonly count: number;
  readonly positive: number;
  readonly concurrency: number;
  readonly rate: number;
  readonly shard: string;
  readonly boolean: boolean;
  readonly maxErrors: number | `${number}%`;
  readonly retry: "pending" | "failed" | "all";
  readonly onStart: (run: string) => void | Promise<void>;
  readonly onRow: (row: RowReport) => void | Promise<void>;
};

export type OptionTable = Readonly<Record<string, keyof OptionValues>>;

export type OptionsOf<Table extends OptionTable, Needed extends keyof Table> = {
  readonly [name in keyof Table as name extends Needed ? never : name]?:
    | OptionValues[Table[name]]
    | undefined;
} & { readonly [name in Needed]: OptionValues[Table[name]] };

export type RunSummary = RunTotals & {
  /** Why the run stopped early; empty if it did not. */
  readonly stopReasons: readonly RouteraFailure[];
  /** Exit code of the command line: 0 if every row was applied or skipped. */
  readonly exitCode: number;
  /** Warnings of the command line: a different token, a run that was undone, rows with an unknown outcome, … */
  readonly warnings: readonly RunWarning[];
};

/** A warning that did not stop the run. */
export type RunWarning = {
  /** Stable name of its kind: `other_token`, `run_undone`, `unknown_outcome`, … */
  readonly code: string;
  readonly message: string;
};
