/** Reads the stamps of an export that came back, before anything is sent: what the columns hold, and what is wrong. */
import { MOST_PROBLEMS, type RowProblem } from "../rows/problem.ts";
import { originalValue, type Row } from "../rows/row.ts";
import type { RowsOptions } from "../rows/rowsOptions.ts";
import { type CellTypes, editsOf } from "./editsOf.ts";
import { type MarkType, markType } from "./mark.ts";
import { readStamp, STAMP_COLUMN } from "./stamp.ts";

export type { CellTypes };

export type StampReport = {
  readonly types: CellTypes;
  /** The first 20 problems. */
  readonly problems: readonly RowProblem[];
  readonly problemCount: number;
};

/**
 * Two passes, none of them where the first row has no stamp. Memory does not depend on the length.
 * @param rows the rows from the first one, each time it is called
 */
export async function lintStamps(rows: () => AsyncIterable<Row>, options: RowsOptions): Promise<StampReport> {
  const types = await columnTypes(rows());
  if (types === undefined) return { types: new Map(), problems: [], problemCount: 0 };
  const problems: RowProblem[] = [];
  let problemCount = 0;
  for await (const row of rows()) {
    const found = editsOf(row, types, options).problems;
    problemCount += found.length;
    problems.push(...found.slice(0, MOST_PROBLEMS - problems.length));
  }
  return { types, problems, problemCount };
}

/** The type of each field that held only one; undefined where the first row has no stamp. */
async function columnTypes(rows: AsyncIterable<Row>): Promise<CellTypes | undefined> {
  const types = new Map<string, MarkType>();
  const mixed = new Set<string>();
  let first = true;
  for await (const row of rows) {
    const text = originalValue(row.original, STAMP_COLUMN);
    if (first && text === undefined) return undefined;
    first = false;
    const stamp = typeof text === "string" ? readStamp(text, row.id) : undefined;
    if (stamp === undefined || "wrong" in stamp) continue;
    for (const [name, mark] of stamp) {
      const type = markType(mark);
      if (type === undefined || type === "null" || mixed.has(name)) continue;
      const other = types.get(name);
      if (other === undefined) types.set(name, type);
      else if (other !== type) {
        types.delete(name);
        mixed.add(name);
      }
    }
  }
  return types;
}
