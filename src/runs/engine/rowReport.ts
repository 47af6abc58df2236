/** Outcome of one row, to be reported to whoever watches a run. */
import type { RowOutcome } from "../journal/record.ts";

export type RowReport = {
  /** Position among the changes of the plan, from 1; absent for a deal that the plan says cannot be changed. */
  readonly row?: number | undefined;
  /** First line of the row in the input, where there was one. */
  readonly line?: number | undefined;
  readonly id: string;
  readonly outcome: RowOutcome | "blocked";
  /** HTTP status of the answer that decided it. */
  readonly status?: number | undefined;
  /** Why, for any outcome but `applied`; also `stored_differently` for one that was. */
  readonly code?: string | undefined;
  readonly message?: string | undefined;
};

/** True for a row that is not as the plan wants it. */
export function isError({ outcome }: Pick<RowReport, "outcome">): boolean {
  return outcome !== "applied" && outcome !== "skipped";
}
