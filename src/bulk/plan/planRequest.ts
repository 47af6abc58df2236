/** What a plan is asked to be made of. */
import type { Assignments } from "../../deals/assignments.ts";
import type { RowsInput } from "../rows/rowsInput.ts";
import type { RowsOptions } from "../rows/rowsOptions.ts";
import type { Where } from "../where.ts";

export type PlanRequest = {
  readonly source: RowsSource | DealsSource;
  /** False: deals are not read; the plan has no `before` and can't be checked for drift or undone. Not for `deals`. */
  readonly read: boolean;
  /** True: a plan file that is there is replaced. */
  readonly overwrite: boolean;
  /** Requests at once; undefined: as the settings say. */
  readonly concurrency: number | undefined;
  /** Requests per second; undefined: as the settings say. */
  readonly rate: number | undefined;
};

/** Rows of a file, or of stdin for `-`. */
export type RowsSource = {
  readonly from: "rows";
  readonly path: string;
  readonly options: RowsOptions;
  /** What `path` names, where it is open already; whoever opened it closes it. */
  readonly input?: RowsInput | undefined;
};

/** Deals of the account that meet all conditions, and what they are to become. */
export type DealsSource = {
  readonly from: "deals";
  readonly where: Where;
  readonly assignments: Assignments;
};
