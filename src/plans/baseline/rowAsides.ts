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
  let emptied: string[] | undefined;
  let nullWords: string[] | undefined;
  for (const [field, { at, literal, name }] of columns) {
    const cell = original.cells[at] ?? "";
    const mark = baseline?.get(field);
    if (cell === "" && options.emptyCells === undefined && mark !== undefined && !wasEmpty(mark))
      emptied = [...(emptied ?? []), name];
    const value = Object.hasOwn(set, field) ? set[field] : undefined;
    if (literal && typeof value === "string" && leftoverOf(value)?.kind === "null_word")
      nullWords = [...(nullWords ?? []), name];
  }
  const ignored = ignoredColumns(original, baseline, options);
  if (emptied === undefined && nullWords === undefined && ignored.length === 0) return NO_ASIDES;
  return { emptied: emptied ?? [], ignored, nullWords: nullWords ?? [] };
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
  const columns = markColumns(header, options);
  if (columns.length === 0) return [];
  const edited = columns.filter(({ at, name }) => {
    const cell = unguardCell(cells[at] ?? "");
    return baseline === undefined
      ? cell !== "" && !FACTS.has(name)
      : isEdited(name, cell, baseline.get(name));
  });
  return edited.map(({ name }) => name);
}

type MarkColumn = { readonly name: string; readonly at: number };

const known = new WeakMap<readonly string[], readonly MarkColumn[]>();

/** Columns that set nothing because of their names. */
function markColumns(header: readonly string[], options: RowsOptions): readonly MarkColumn[] {
  const before = known.get(header);
  if (before !== undefined) return before;
  const columns = [...header.entries()].flatMap(([at, name]) => {
    if (!name.startsWith("_") || OWN.includes(name) || options.ignoreColumns?.includes(name)) return [];
    return columnOf(name, options).use === "nothing" ? [{ name, at }] : [];
  });
  known.set(header, columns);
  return columns;
}

const FACTS: ReadonlySet<string> = new Set(["_created_at", "_updated_at", "_archived", "_archived_by"]);

function isEdited(name: string, cell: string, mark: BaselineValue | undefined): boolean {
  const isDate = FACTS.has(name) && dateReadings(cell).some(({ time }) => time !== undefined);
  if (mark !== undefined) return !cellMatchesBaseline(mark, cell) && !isDate;
  // Older exports have no baseline of these: Routera never holds a plain true, nor a time that is none.
  if (name === "_archived") return readBoolean(cell) === true;
  return FACTS.has(name) && name.endsWith("_at") && cell !== "" && !isDate;
}
