/** Learns what the columns of an exported file hold, and validates its baselines before anything is sent. */
import type { RowsOptions } from "../../rows/options.ts";
import { BASELINE_COLUMN } from "../../rows/ownFile.ts";
import { MAX_PROBLEMS, originalValue, type Row, type RowProblem } from "../../rows/row.ts";
import { readBaseline } from "./baseline.ts";
import { type ColumnFacts, NO_FACTS } from "./editedCell.ts";
import { detectEdits } from "./edits.ts";
import { MisplacedCells } from "./misplacedCells.ts";
import { NumberStyleFinder } from "./numberStyle.ts";
import { type BaselineType, baselineType, numberOf } from "./value.ts";

export type BaselineReport = {
  readonly facts: ColumnFacts;
  /** The first 20 problems. */
  readonly problems: readonly RowProblem[];
  readonly problemCount: number;
};

/**
 * Two passes, none of them where the first row says that the file is no export. Memory does not depend on the length.
 * @param rows the rows from the first one, each time it is called
 */
export async function lintBaselines(
  rows: () => AsyncIterable<Row>,
  options: RowsOptions,
): Promise<BaselineReport> {
  const facts = await columnFacts(rows(), options);
  if (facts === undefined) return { facts: NO_FACTS, problems: [], problemCount: 0 };
  const problems: RowProblem[] = [];
  let problemCount = 0;
  const add = (found: readonly RowProblem[]) => {
    problemCount += found.length;
    problems.push(...found.slice(0, MAX_PROBLEMS - problems.length));
  };
  const misplaced = new MisplacedCells();
  for await (const row of rows()) {
    const edits = detectEdits(row, facts, options);
    add(edits.problems);
    if (edits.exported !== undefined) {
      misplaced.add(row, edits.exported.baseline, edits.exported.columns, edits.fields);
    }
  }
  add(misplaced.problems());
  return { facts, problems, problemCount };
}

/** The type of each field that held only one, and how numbers are written; undefined where the first row is no export. */
async function columnFacts(rows: AsyncIterable<Row>, options: RowsOptions): Promise<ColumnFacts | undefined> {
  if (options.ignoreBaseline) return undefined;
  const types = new Map<string, BaselineType>();
  const mixed = new Set<string>();
  const styles = new NumberStyleFinder();
  let first = true;
  for await (const row of rows) {
    const text = originalValue(row.original, BASELINE_COLUMN);
    if (first && text === undefined && originalValue(row.original, "_updated_at") === undefined)
      return undefined;
    first = false;
    const stamp = typeof text === "string" ? readBaseline(text, row.id) : undefined;
    if (stamp === undefined || "wrong" in stamp) continue;
    for (const [name, mark] of stamp) {
      const type = baselineType(mark);
      const value = Object.hasOwn(row.fields, name) ? row.fields[name] : undefined;
      if (type === "number" && typeof value === "string" && row.original.kind === "cells") {
        styles.add(value, numberOf(mark)?.value);
      }
      if (type === undefined || type === "null" || mixed.has(name)) continue;
      const other = types.get(name);
      if (other === undefined) types.set(name, type);
      else if (other !== type) {
        types.delete(name);
        mixed.add(name);
      }
    }
  }
  return { types, evidence: styles.evidence };
}
