/** One cell of a file of rows → the value that it sets, or what is wrong with it. */
import { MAX_DEPTH } from "../../deals/deal.ts";
import { option, say } from "../../hint.ts";
import { type JsonValue, LosslessNumber, parseJson } from "../../json.ts";
import { isLeftOutMark } from "../../spreadsheet/cellText.ts";
import { unguardCell } from "../../text/cells/cellGuard.ts";
import type { MappedColumn } from "../mapping/mapping.ts";
import { readMappedCell } from "../mapping/readMappedCell.ts";
import type { RowsOptions } from "../options.ts";
import { quoted, type RowProblem, type TypedCell } from "../row.ts";
import { nestsDeeperThan } from "../values.ts";
import type { InputColumn } from "./header.ts";
import { leftoverOf, startsPlainly } from "./leftovers.ts";
import type { SheetValue } from "./records.ts";

export type Wrong = Omit<RowProblem, "line" | "column">;

/** False for every text that is more than itself: empty, a leftover, a mark, guarded. @param own a file of this program */
export function isPlainText(raw: string, own: boolean): boolean {
  return startsPlainly(raw) && !(own && raw.includes("'"));
}

type Read = { readonly value: JsonValue } | Wrong | undefined;

/** @returns undefined for a cell that sets nothing */
export function readCell(
  cell: InputCell,
  { json, mapped }: Extract<InputColumn, { use: "field" }>,
  options: RowsOptions,
): Read {
  if (cell.text === "") return plainCell(cell, options);
  if (json) return jsonCell(cell.text);
  return mapped === undefined ? plainCell(cell, options) : mappedCell(cell, mapped);
}

function mappedCell({ text, typed }: InputCell, column: MappedColumn): Read {
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

export type InputCell = {
  readonly text: string;
  readonly typed?: TypedCell | undefined;
  /** What is wrong with it as a value. */
  readonly leftover?: Wrong | undefined;
};

/** @param value what the cell of a spreadsheet is @param own true for a file of this program, which guards its cells */
export function inputCell(raw: string, value: SheetValue | undefined, own: boolean): InputCell {
  return value === undefined ? textCell(raw, own) : sheetCell(raw, value);
}

function textCell(raw: string, own: boolean): InputCell {
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

function sheetCell(text: string, value: SheetValue): InputCell {
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

function plainCell(cell: InputCell, options: RowsOptions): Read {
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
