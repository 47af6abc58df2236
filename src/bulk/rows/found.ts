/** What reading the input turns up, one after the other. */
import type { RowProblem } from "./problem.ts";
import type { Row } from "./row.ts";

/** A row, a row that changes nothing, or something that is wrong. */
export type Found =
  | ({ readonly kind: "row" } & Omit<Row, "index">)
  | { readonly kind: "unchanged"; readonly line: number }
  | { readonly kind: "problem"; readonly problem: RowProblem };
