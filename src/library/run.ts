/** Options and results of runs, as users of the library see them. */
import type { RowReport } from "../runs/engine/rowReport.ts";
import type { RunTotals } from "../runs/runTotals.ts";
import type { RouteraClient } from "./client.ts";
import type { RouteraFailure } from "./routeraFailure.ts";

/** Options of every run, and what each of them must be: its type for callers, and the check, are made of this. */
export const RUN_OPTIONS = {
  client: "client",
  /** Where runs are kept. Default: the directory of the command line, so that `routera runs` shows them. */
  stateDir: "path",
  /** Requests at once, 1 to 64. Default 8. */
  concurrency: "concurrency",
  /** Requests per second. Default: no limit. */
  rate: "rate",
  /** Only the first so many changes; the others stay to be resumed. */
  limit: "positive",
  /** Stop when more rows than this fail; `"5%"` is of all rows. Default: no limit. */
  maxErrors: "maxErrors",
  /**
   * Rows that fail are written to this file, with the reason, for `routera deals apply`: NDJSON, or for a name that ends in
   * `.csv` or `.tsv` a column for each field.
   */
  failures: "path",
  /** True: a file named by `failures` is replaced. */
  overwrite: "boolean",
  /** Called once with the id of the run, before anything is sent. When it throws, the run ends and the error is thrown on. */
  onStart: "onStart",
  /** Called at the end of each row and waited for. When it throws, rows under way are finished and the error is thrown on. */
  onRow: "onRow",
} as const satisfies OptionTable;

export type RunOptions = OptionsOf<typeof RUN_OPTIONS, "client">;

/** What `apply` takes besides. */
export const APPLY_OPTIONS = {
  /** Path of the plan file. */
  plan: "path",
  /** The digest of the plan that was approved: any other plan is refused. */
  approve: "string",
  /** Refuses a plan with more changes, before anything is sent. */
  maxChanges: "count",
  /** `"1/4"`: the first of four parts, which may run on different machines. */
  shard: "shard",
  /** False: deals are not read before they are written; changes of others are not seen, and there is no undo. Default true. */
  read: "boolean",
  /**
   * True: nothing is written, and there is no run: the summary has the deals that cannot be changed, and as `rows` and
   * `pending` the number of those that would change.
   */
  dryRun: "boolean",
  /** The profile of the command line for this account, for the commands that it proposes. Default `default`. */
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
  /** What stopped it before its time; empty when nothing did. */
  readonly stopReasons: readonly RouteraFailure[];
  /** What the command line would exit with: 0 when every row is applied or needed nothing. */
  readonly exitCode: number;
  /** What the command line would warn of: another token, a run that was undone, rows of unknown outcome, … */
  readonly warnings: readonly RunWarning[];
};

/** Something to know that did not stop the call. */
export type RunWarning = {
  /** Stable name of its kind: `other_token`, `run_undone`, `unknown_outcome`, … */
  readonly code: string;
  readonly message: string;
};
