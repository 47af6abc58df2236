/** Rows, one by one. */
import { rowsFailure } from "./problem.ts";
import type { Row } from "./row.ts";
import type { RowsOptions } from "./rowsOptions.ts";
import { scanRows } from "./scanRows.ts";

/**
 * Reads rows in constant memory. Rows that set nothing (all cells empty) are left out. Deals that come twice are not
 * noticed here: `lintRows` is the pass that does, and says which rows to leave out.
 * @param options.leaveOut indexes of rows that repeat an earlier one, ascending, as `lintRows` found them
 * @throws Failure of kind usage at the first problem; errors of the input itself
 */
export async function* readRows(
  input: AsyncIterable<Uint8Array>,
  options: RowsOptions & { readonly leaveOut?: readonly number[] | undefined } = {},
): AsyncGenerator<Row> {
  const leaveOut = options.leaveOut ?? [];
  let nextOut = 0;
  let index = 0;
  for await (const batch of scanRows(input, options)) {
    for (const found of batch) {
      if (found.kind === "problem") throw rowsFailure(options.name ?? "stdin", [found.problem]);
      if (found.kind === "unchanged") continue;
      if (leaveOut[nextOut] === index) nextOut++;
      else yield rowOf(found, index);
      index++;
    }
  }
}

function rowOf({ line, item, id, fields, original }: Omit<Row, "index">, index: number): Row {
  return { index, line, ...(item === undefined ? {} : { item }), id, fields, original };
}
