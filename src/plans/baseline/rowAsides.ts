/** What a row holds and does not set, or sets although it looks odd. Pure. */
import type { Fields } from "../../deals/deal.ts";
import { columnOf } from "../../rows/csv/header.ts";
import { leftoverOf } from "../../rows/csv/leftovers.ts";
import type { RowsOptions } from "../../rows/options.ts";
import { BASELINE_COLUMN, FAILURE_COLUMNS } from "../../rows/ownFile.ts";
import type { Row } from "../../rows/row.ts";
import { readBoolean } from "../../text/cells/booleanWords.ts";
import { unguardCell } from "../../text/cells/cellGuard.ts";
import { dateReadings } from "../../text/cells/dateReadings.ts";
import type { Baseline } from "./baseline.ts";
import type { Columns } from "./editedCell.ts";
import { type BaselineValue, baselineType, cellMatchesBaseline, isText } from "./value.ts";

/** Names of columns, each once. */
export type Asides = {
  /** Emptied cells of an export, which leave their field unchanged. */
  readonly emptied: readonly string[];
  /** Edited or filled cells of columns that set nothing. */
  readonly ignored: readonly string[];
  /** Cells that hold NULL or another word for an empty value. */
  readonly nullWords: readonly string[];
};

export const NO_ASIDES: Asides = { emptied: [], ignored: [], nullWords: [] };

/** @param set the fields that the row is to set */
export function rowAsides(
  row: Row,
  columns: Columns,
  baseline: Baseline | undefined,
  set: Fields,
  options: RowsOptions,
): Asides {
  const { original } = row;
  if (original.kind !== "cells") return NO_ASIDES;
  const emptied: string[] = [];
  const nullWords: string[] = [];
  for (const [field, { at, literal, name }] of columns) {
    const cell = original.cells[at] ?? "";
    const mark = baseline?.get(field);
    if (cell === "" && options.emptyCells === undefined && mark !== undefined && !wasEmpty(mark))
      emptied.push(name);
    const value = Object.hasOwn(set, field) ? set[field] : undefined;
    if (literal && typeof value === "string" && leftoverOf(value)?.kind === "null_word") nullWords.push(name);
  }
  return { emptied, ignored: ignoredColumns(original, baseline, options), nullWords };
}

function wasEmpty(mark: BaselineValue): boolean {
  return baselineType(mark) === "null" || isText(mark, "");
}

const OWN: readonly string[] = [BASELINE_COLUMN, ...FAILURE_COLUMNS];

function ignoredColumns(
  { cells, header }: { readonly cells: readonly string[]; readonly header: readonly string[] },
  baseline: Baseline | undefined,
  options: RowsOptions,
): readonly string[] {
  return header.filter((name, at) => {
    if (!name.startsWith("_") || OWN.includes(name) || options.ignoreColumns?.includes(name)) return false;
    if (columnOf(name, options).use !== "nothing") return false;
    const cell = unguardCell(cells[at] ?? "");
    return baseline === undefined
      ? cell !== "" && !FACTS.has(name)
      : isEdited(name, cell, baseline.get(name));
  });
}

const FACTS: ReadonlySet<string> = new Set(["_created_at", "_updated_at", "_archived", "_archived_by"]);

function isEdited(name: string, cell: string, mark: BaselineValue | undefined): boolean {
  const isDate = FACTS.has(name) && dateReadings(cell).some(({ time }) => time !== undefined);
  if (mark !== undefined) return !cellMatchesBaseline(mark, cell) && !isDate;
  // Older exports have no baseline of these: Routera never holds a plain true, nor a time that is none.
  if (name === "_archived") return readBoolean(cell) === true;
  return FACTS.has(name) && name.endsWith("_at") && cell !== "" && !isDate;
}
