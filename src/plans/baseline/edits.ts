/** Detects what the user edited in a row of an input file. Pure. */
import type { Fields } from "../../deals/deal.ts";
import type { JsonValue } from "../../json.ts";
import { columnOf } from "../../rows/csv/header.ts";
import type { RowsOptions } from "../../rows/options.ts";
import { BASELINE_COLUMN } from "../../rows/ownFile.ts";
import { originalValue, type Row, type RowProblem } from "../../rows/row.ts";
import { type Baseline, readBaseline } from "./baseline.ts";
import { type CellColumn, type ColumnFacts, type Columns, editedCell } from "./editedCell.ts";
import type { PlannedCell } from "./judgeCell.ts";
import { type Asides, NO_ASIDES, rowAsides } from "./rowAsides.ts";
import { type BaselineValue, matchesBaseline } from "./value.ts";
import { missingBaseline, stampProblem } from "./words.ts";

/** What a row wants. */
export type Edits = {
  readonly fields: Fields;
  /** What these fields held at the export. */
  readonly baseline?: ReadonlyMap<string, BaselineValue>;
  /** Cells that are still to be compared with what the deal holds. */
  readonly cells?: ReadonlyMap<string, PlannedCell>;
  /** Mistakes to be reported. */
  readonly problems: readonly RowProblem[];
  /** What is omitted or looks odd, to be reported by name and count. */
  readonly asides: Asides;
  /** What the cells of an exported row are compared with. */
  readonly exported?: { readonly baseline: Baseline; readonly columns: Columns };
};

/**
 * A row without a baseline wants all that it holds, as it is. In one with a baseline, cells that still hold what was exported
 * want nothing, and the others become what their field held before: a number, true or false, a list. A field that held
 * nothing becomes what the other rows hold in it.
 * @param facts as `lintBaselines` learned them
 */
export function detectEdits(row: Row, facts: ColumnFacts, options: RowsOptions): Edits {
  const text = options.ignoreBaseline ? undefined : originalValue(row.original, BASELINE_COLUMN);
  const hasBaseline = typeof text === "string" && text.trim() !== "";
  const columns = row.original.kind === "cells" ? columnsOf(row.original.header, options) : undefined;
  if (!hasBaseline) {
    const problems = options.ignoreBaseline ? [] : missingBaseline(row);
    if (columns === undefined) return { fields: row.fields, problems, asides: NO_ASIDES };
    const cells = cellsOf(row, columns, options);
    const suspects = [...(row.suspects?.values() ?? [])];
    const asides = rowAsides(row, columns, undefined, row.fields, options);
    return { fields: row.fields, cells, problems: [...problems, ...suspects], asides };
  }
  const stamp = readBaseline(text, row.id);
  if ("wrong" in stamp) return { fields: {}, problems: [stampProblem(row, stamp.wrong)], asides: NO_ASIDES };
  return stampedEdits(row, stamp, columns, facts, options);
}

function stampedEdits(
  row: Row,
  baseline: Baseline,
  columns: Columns | undefined,
  facts: ColumnFacts,
  options: RowsOptions,
): Edits {
  const fields: Record<string, JsonValue> = {};
  const marks = new Map<string, BaselineValue>();
  const cells = new Map<string, PlannedCell>();
  const problems: RowProblem[] = [];
  for (const [name, value] of Object.entries(row.fields)) {
    const mark = baseline.get(name);
    const column = columns?.get(name);
    if (column === undefined || !column.literal) {
      if (mark !== undefined && matchesBaseline(mark, value)) continue;
      fields[name] = value;
      if (mark !== undefined) marks.set(name, mark);
      continue;
    }
    const meant = editedCell({ row, name, value, mark, column, facts, options });
    if (meant.kind === "unchanged") continue;
    if (meant.kind === "problem") {
      problems.push(meant.problem);
      continue;
    }
    fields[name] = meant.value;
    if (meant.cell !== undefined) cells.set(name, meant.cell);
    if (mark !== undefined) marks.set(name, mark);
  }
  const asides = columns === undefined ? NO_ASIDES : rowAsides(row, columns, baseline, fields, options);
  return {
    fields,
    baseline: marks,
    cells,
    problems,
    asides,
    ...(columns !== undefined && { exported: { baseline, columns } }),
  };
}

const known = new WeakMap<readonly string[], Columns>();

function columnsOf(header: readonly string[], options: RowsOptions): Columns {
  const before = known.get(header);
  if (before !== undefined) return before;
  const columns = new Map<string, CellColumn>();
  for (const [at, name] of header.entries()) {
    const column = columnOf(name, options);
    if (column.use !== "field") continue;
    const literal = !column.json && column.mapped === undefined;
    const accepted = options.accept?.includes(name) ?? false;
    columns.set(column.field, { name, at, literal, accepted });
  }
  known.set(header, columns);
  return columns;
}

function cellsOf(row: Row, columns: Columns, options: RowsOptions): ReadonlyMap<string, PlannedCell> {
  const cells = new Map<string, PlannedCell>();
  for (const [name, value] of Object.entries(row.fields)) {
    const column = columns.get(name);
    const typed = row.typed?.get(name);
    if (column === undefined || !column.literal || (typeof value !== "string" && typed === undefined))
      continue;
    const text = typeof value === "string" ? value : "";
    cells.set(name, {
      column: column.name,
      text,
      typed,
      accepted: column.accepted,
      decimal: options.decimal,
    });
  }
  return cells;
}

/** The fields whose columns were said to hold JSON: their values have types already. */
export function typedFields({ jsonColumns = [], map, mapping }: RowsOptions): ReadonlySet<string> {
  return new Set(
    jsonColumns.map((column) => map?.get(column) ?? mapping?.columns.get(column)?.field ?? column),
  );
}
