/** The cells of one record → a row. */
import type { JsonValue } from "../../json.ts";
import type { RowsOptions } from "../options.ts";
import { type Original, quoted, type RowProblem, type RowReadResult, type TypedCell } from "../row.ts";
import { type RowId, rowId, rowKey } from "../values.ts";
import { type InputCell, inputCell, isPlainText, readCell, type Wrong } from "./cellValue.ts";
import type { Header } from "./header.ts";
import type { CsvRecord } from "./records.ts";

/** What holds for all rows of a file, and the place of the next row among those that set something. */
type Rows = { readonly header: Header; readonly options: RowsOptions; readonly index: number };

/**
 * Cells are literal text, nothing is trimmed; those of JSON columns are parsed, numbers keep their digits. Empty cells behind
 * the header are nothing, and cells that are missing at the end are empty.
 * @param found takes all that is wrong with the record, or one row; a record whose cells are all empty is `unchanged`
 * @returns true: it is a row that sets something
 */
export function cellRow(
  record: CsvRecord,
  { header, options, index }: Rows,
  found: RowReadResult[],
): boolean {
  const { line } = record;
  if (record.cells.every(isEmpty)) {
    found.push({ kind: "unchanged", line });
    return false;
  }
  const refuse = (column: string | undefined, wrong: Wrong): void => {
    found.push({ kind: "problem", problem: { line, column, ...wrong } });
  };
  const wrong = shapeProblem(record.cells, header, options);
  const cells = withAllCells(record.cells, header.names);
  if (wrong !== undefined || repeatsHeader(cells, header)) {
    refuse(undefined, wrong ?? REPEATED_HEADER);
    return false;
  }

  const before = found.length;
  const fields: Record<string, JsonValue> = {};
  let typed: Map<string, TypedCell> | undefined;
  let suspects: Map<string, RowProblem> | undefined;
  let id = "";
  for (const { at, column, literal, name } of header.used) {
    const raw = cells[at] as string;
    const value = record.typed?.[at];
    // Most cells.
    if (literal !== undefined && value === undefined && isPlainText(raw, header.own)) {
      fields[literal] = raw;
      continue;
    }
    if (column.use === "unnamed") {
      if (raw !== "") refuse(undefined, namelessCell(at));
      continue;
    }
    const cell = inputCell(raw, value, header.own);
    if (column.use === "id") {
      const checked = options.by === undefined ? idCell(cell, raw) : rowKey(cell.text, options.by);
      if ("id" in checked) id = checked.id;
      else refuse(name, checked);
      continue;
    }
    const read = readCell(cell, column, options);
    if (read === undefined) continue;
    if ("code" in read) {
      refuse(name, read);
      continue;
    }
    fields[column.field] = read.value;
    if (cell.typed !== undefined && literal !== undefined) {
      typed ??= new Map();
      typed.set(literal, cell.typed);
    }
    if (cell.leftover === undefined || column.json || options.accept?.includes(name)) continue;
    // What is in an exported row may be the value itself.
    if (header.hasBaseline) {
      suspects ??= new Map();
      suspects.set(column.field, { line, column: name, ...cell.leftover });
    } else refuse(name, cell.leftover);
  }
  if (found.length > before) return false;
  if (options.alsoSet !== undefined) Object.assign(fields, options.alsoSet);
  if (!header.hasBaseline && isEmptyObject(fields)) {
    found.push({ kind: "unchanged", line, id });
    return false;
  }
  const original: Original =
    record.typed === undefined
      ? { kind: "cells", header: header.names, cells }
      : { kind: "cells", header: header.names, cells, isSpreadsheet: true };
  const isKey = options.by === undefined ? undefined : true;
  found.push({ kind: "row", row: { index, line, id, fields, original, isKey, typed, suspects } });
  return true;
}

function isEmpty(cell: string): boolean {
  return cell === "";
}

function isEmptyObject(fields: object): boolean {
  for (const _ in fields) return false;
  return true;
}

function withAllCells(cells: readonly string[], names: readonly string[]): readonly string[] {
  return cells.length === names.length ? cells : names.map((_, at) => cells[at] ?? "");
}

const REPEATED_HEADER: Wrong = {
  code: "repeated_header",
  message: "the row repeats the header",
  hint: "delete this row",
};

function namelessCell(at: number): Wrong {
  return {
    code: "empty_column_name",
    message: `column ${at + 1} has cells but no name`,
    hint: 'name the column; a name that starts with "_" is ignored',
  };
}

/** Where a spreadsheet left a formula or an error, that is what is wrong. */
function idCell({ leftover, text, typed }: InputCell, raw: string): RowId {
  if (typed === undefined) return rowId(leftover !== undefined || raw.startsWith("=") ? raw : text);
  if (typed.kind === "number" && typed.exact && typed.digits.length <= KEPT_DIGITS) return rowId(text);
  const fact = typed.kind === "number" ? "is a number that a spreadsheet has rounded" : `is a ${typed.kind}`;
  return {
    code: "mangled_id",
    message: `the ID ${quoted(text)} ${fact}`,
    hint: "export the deals again, and format the ID column as text",
  };
}

/** Digits of a number that every spreadsheet keeps. */
const KEPT_DIGITS = 15;

function shapeProblem(cells: readonly string[], { names }: Header, options: RowsOptions): Wrong | undefined {
  if (cells.length > names.length && cells.slice(names.length).some((cell) => cell !== "")) {
    return {
      code: "ragged_row",
      message: `the row has ${cells.length} cells, the header has ${names.length}`,
      hint: "quote cells that contain the delimiter or a line break",
    };
  }
  if (cells.length === 1 && names.length > 1) {
    return {
      code: "ragged_row",
      message: `the row has 1 cell, the header has ${names.length}`,
      hint: "use the delimiter of the header",
    };
  }
  const missing = names[cells.length];
  if (missing === undefined || (options.emptyCells ?? "unchanged") === "unchanged") return undefined;
  return {
    code: "missing_cells",
    message: `the row ends before column ${quoted(missing)}: it has ${cells.length} cells, the header has ${names.length}`,
    hint: "add the missing cells at the end of the row, even if they are empty",
  };
}

function repeatsHeader(cells: readonly string[], { idAt, names }: Header): boolean {
  if (idAt === -1 || cells[idAt] !== names[idAt]) return false;
  return cells.every((cell, column) => cell === "" || cell === names[column]);
}
