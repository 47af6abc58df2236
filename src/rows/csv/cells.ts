/** The cells of one record → a row. */
import { MAX_DEPTH } from "../../deals/deal.ts";
import { option, say } from "../../hint.ts";
import { type JsonValue, LosslessNumber, parseJson } from "../../json.ts";
import { isLeftOutMark } from "../../spreadsheet/cellText.ts";
import { unguardCell } from "../../text/cells/cellGuard.ts";
import type { MappedColumn } from "../mapping/mapping.ts";
import { readMappedCell } from "../mapping/readMappedCell.ts";
import type { RowsOptions } from "../options.ts";
import { quoted, type RowProblem, type RowReadResult, type TypedCell } from "../row.ts";
import { nestsDeeperThan, type RowId, rowId, rowKey } from "../values.ts";
import type { Header, InputColumn } from "./header.ts";
import { leftoverOf } from "./leftovers.ts";
import type { CsvRecord, SheetValue } from "./records.ts";

type Wrong = Omit<RowProblem, "line" | "column">;

/**
 * Cells are literal text, nothing is trimmed; those of JSON columns are parsed, numbers keep their digits. Empty cells behind
 * the header are nothing, and cells that are missing at the end are empty.
 * @returns all that is wrong with the record, or one row; a record whose cells are all empty is `unchanged`
 */
export function cellRow(record: CsvRecord, header: Header, options: RowsOptions): readonly RowReadResult[] {
  const { line } = record;
  if (record.cells.every((cell) => cell === "")) return [{ kind: "unchanged", line }];
  const refused = (column: string | undefined, wrong: Wrong): RowReadResult => ({
    kind: "problem",
    problem: { line, column, ...wrong },
  });
  const shape = shapeProblem(record.cells, header, options);
  if (shape !== undefined) return [refused(undefined, shape)];
  const cells = header.names.map((_, at) => record.cells[at] ?? "");
  if (repeatsHeader(cells, header)) {
    return [
      refused(undefined, {
        code: "repeated_header",
        message: "the row repeats the header",
        hint: "delete this row",
      }),
    ];
  }

  const found: RowReadResult[] = [];
  const fields: Record<string, JsonValue> = {};
  const typed = new Map<string, TypedCell>();
  const suspects = new Map<string, RowProblem>();
  let id = "";
  for (const [at, column] of header.columns.entries()) {
    const name = header.names[at] as string;
    const raw = cells[at] as string;
    if (column.use === "unnamed" && raw !== "") {
      const message = `column ${at + 1} has cells but no name`;
      const hint = 'name the column; a name that starts with "_" is ignored';
      found.push(refused(undefined, { code: "empty_column_name", message, hint }));
    }
    if (column.use !== "id" && column.use !== "field") continue;
    const value = record.typed?.[at];
    const cell = value === undefined ? textCell(raw, header.own) : sheetCell(raw, value);
    if (column.use === "id") {
      const checked = options.by === undefined ? idCell(cell, raw) : rowKey(cell.text, options.by);
      if ("id" in checked) id = checked.id;
      else found.push(refused(name, checked));
      continue;
    }
    const read = readCell(cell, column, options);
    if (read === undefined) continue;
    if ("code" in read) {
      found.push(refused(name, read));
      continue;
    }
    fields[column.field] = read.value;
    if (cell.typed !== undefined && !column.json && column.mapped === undefined)
      typed.set(column.field, cell.typed);
    if (cell.leftover === undefined || column.json || options.accept?.includes(name)) continue;
    // What is in an exported row may be the value itself.
    if (header.hasBaseline) suspects.set(column.field, { line, column: name, ...cell.leftover });
    else found.push(refused(name, cell.leftover));
  }
  if (found.length > 0) return found;
  Object.assign(fields, options.alsoSet);
  if (Object.keys(fields).length === 0 && !header.hasBaseline) return [{ kind: "unchanged", line, id }];
  return [
    {
      kind: "row",
      line,
      id,
      fields,
      ...(options.by !== undefined && { isKey: true as const }),
      original: {
        kind: "cells",
        header: header.names,
        cells,
        ...(record.typed !== undefined && { isSpreadsheet: true as const }),
      },
      ...(typed.size > 0 && { typed }),
      ...(suspects.size > 0 && { suspects }),
    },
  ];
}

/** Where a spreadsheet left a formula or an error, that is what is wrong. */
function idCell({ leftover, text, typed }: Cell, raw: string): RowId {
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

function repeatsHeader(cells: readonly string[], { names, columns }: Header): boolean {
  const at = columns.findIndex(({ use }) => use === "id");
  return (
    at !== -1 &&
    cells[at] === names[at] &&
    cells.every((cell, column) => cell === "" || cell === names[column])
  );
}

type Read = { readonly value: JsonValue } | Wrong | undefined;

function readCell(
  cell: Cell,
  { json, mapped }: Extract<InputColumn, { use: "field" }>,
  options: RowsOptions,
): Read {
  if (cell.text === "") return plainCell(cell, options);
  if (json) return jsonCell(cell.text);
  return mapped === undefined ? plainCell(cell, options) : mappedCell(cell, mapped);
}

function mappedCell({ text, typed }: Cell, column: MappedColumn): Read {
  const { type } = column.form;
  // The cell of a spreadsheet that has the type already leaves no choice.
  if (column.values === undefined && typed?.kind === type) {
    if (typed.kind === "number") return { value: new LosslessNumber(typed.digits) };
    return { value: typed.kind === "boolean" ? typed.value : typed.iso };
  }
  const read = readMappedCell(text, column);
  if ("value" in read) return read;
  const { code, expected } = read;
  const isTable = code === "value_not_in_table";
  return {
    code,
    message: isTable
      ? `${quoted(text)} is not in the values of the mapping`
      : `${quoted(text)} is not a ${formInWords(column)}`,
    hint: isTable
      ? `add it to the values of ${quoted(column.field)} in the mapping file; available values: ${known(expected)}`
      : "fix the cell, or the type of the column in the mapping file",
  };
}

function formInWords({ form }: MappedColumn): string {
  if (form.type === "number")
    return `number (decimal ${form.decimal}${form.currency ? ", with a currency" : ""})`;
  return form.type === "date" ? `date (${form.order})` : form.type;
}

function known(values: readonly string[]): string {
  const shown = values.slice(0, 8).map(quoted).join(", ");
  return values.length > 8 ? `${shown} and ${values.length - 8} more` : shown;
}

type Cell = {
  readonly text: string;
  readonly typed?: TypedCell | undefined;
  /** What is wrong with it as a value. */
  readonly leftover?: Wrong | undefined;
};

function textCell(raw: string, own: boolean): Cell {
  const text = own ? unguardCell(raw) : raw;
  // An apostrophe of ours says that it is text.
  if (text !== raw) return { text };
  const leftover = leftoverOf(text);
  switch (leftover?.kind) {
    case "quoted_text":
      return { text: leftover.text };
    case "error_value":
      return { text, leftover: leftoverProblem(text, "is a spreadsheet error") };
    case "too_narrow":
      return {
        text,
        leftover: leftoverProblem(text, "is displayed by a spreadsheet if the column is too narrow"),
      };
    case "formula":
      return { text, leftover: leftoverProblem(text, "is a formula, not its result") };
    default:
      return { text };
  }
}

function sheetCell(text: string, value: SheetValue): Cell {
  switch (value.kind) {
    case "error":
      return { text, leftover: leftoverProblem(text, "is a spreadsheet error") };
    case "formula":
      return { text, leftover: leftoverProblem(text, "is a formula without a stored result") };
    case "text":
      return { text };
    default:
      return { text, typed: value };
  }
}

function leftoverProblem(text: string, fact: string): Wrong {
  return {
    code: "leftover_cell",
    message: `${quoted(text)} ${fact}`,
    hint: "enter the value, or empty the cell to leave the field unchanged",
  };
}

function plainCell(cell: Cell, options: RowsOptions): Read {
  const { text, typed } = cell;
  if (typed?.kind === "number") return { value: new LosslessNumber(typed.digits) };
  if (typed?.kind === "boolean") return { value: typed.value };
  if (isLeftOutMark(text)) return undefined;
  if (text !== "") return { value: text };
  if (options.emptyCells === "clear") return { value: null };
  if (options.emptyCells !== "error") return undefined;
  return {
    code: "empty_cell",
    message: "the cell is empty",
    hint: say`leave such fields unchanged with ${option("emptyCells", "unchanged")}, or clear them with ${option("emptyCells", "clear")}`,
  };
}

function jsonCell(text: string): Read {
  try {
    const value = parseJson(text, { duplicates: "refuse" });
    if (!nestsDeeperThan(value, MAX_DEPTH)) return { value };
    return { code: "nested_too_deep", message: `the cell is nested more than ${MAX_DEPTH} levels deep` };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return {
      code: "bad_json_cell",
      message: `${quoted(text)} is not JSON`,
      hint: 'write 5000, true, null or ["a", "b"]; quote strings in a JSON column: "text"',
    };
  }
}
