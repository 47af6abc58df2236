/** The cells of one record → a row. */
import { DEEPEST } from "../../deals/deal.ts";
import { type Hint, option, say } from "../../hint.ts";
import { type JsonValue, parseJson } from "../../json.ts";
import type { RowsOptions } from "../options.ts";
import { type Found, quoted, type RowProblem } from "../row.ts";
import { nestsDeeperThan, rowId } from "../values.ts";
import type { Header } from "./header.ts";
import type { CsvRecord } from "./records.ts";

/**
 * Cells are literal text, nothing is trimmed; those of JSON columns are parsed, numbers keep their digits.
 * @returns all that is wrong with the record, or one row; a record whose cells are all empty is `unchanged`
 */
export function cellRow({ line, cells }: CsvRecord, header: Header, options: RowsOptions): readonly Found[] {
  if (cells.every((cell) => cell === "")) return [{ kind: "unchanged", line }];
  if (cells.length !== header.names.length) {
    const message = `the row has ${cells.length} cells, the header has ${header.names.length}`;
    const hint = "put cells that hold the delimiter or a line break in quotes";
    return [{ kind: "problem", problem: { code: "ragged_row", line, message, hint } }];
  }
  const problems: RowProblem[] = [];
  const fields: Record<string, JsonValue> = {};
  let id = "";
  for (const [at, column] of header.columns.entries()) {
    if (column.use === "nothing" || column.use === "refused") continue;
    const raw = cells[at] as string;
    const text = options.unneutralise?.(raw) ?? raw;
    if (column.use === "id") {
      const checked = rowId(text);
      if ("id" in checked) id = checked.id;
      else problems.push({ ...checked, line, column: header.names[at] });
      continue;
    }
    const value = column.json && text !== "" ? jsonCell(text) : plainCell(text, options);
    if (value === undefined) continue;
    if (value.ok) fields[column.field] = value.value;
    else
      problems.push({
        code: value.code,
        line,
        column: header.names[at],
        message: value.message,
        hint: value.hint,
      });
  }
  if (problems.length > 0) return problems.map((problem) => ({ kind: "problem", problem }));
  if (Object.keys(fields).length === 0) return [{ kind: "unchanged", line }];
  return [{ kind: "row", line, id, fields, original: { kind: "cells", header: header.names, cells } }];
}

type Cell =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly hint?: Hint };

function plainCell(text: string, options: RowsOptions): Cell | undefined {
  if (text !== "") return { ok: true, value: text };
  if (options.emptyCells === "clear") return { ok: true, value: null };
  if (options.emptyCells !== "error") return undefined;
  return {
    ok: false,
    code: "empty_cell",
    message: "the cell is empty",
    hint: say`${option("emptyCells", "unchanged")} leaves such fields as they are, ${option("emptyCells", "clear")} clears them`,
  };
}

function jsonCell(text: string): Cell {
  try {
    const value = parseJson(text, { duplicates: "refuse" });
    if (!nestsDeeperThan(value, DEEPEST)) return { ok: true, value };
    const message = `the cell nests more than ${DEEPEST} levels deep`;
    return { ok: false, code: "nested_too_deep", message };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return {
      ok: false,
      code: "bad_json_cell",
      message: `${quoted(text)} is not JSON`,
      hint: 'write 5000, true, null or ["a", "b"]; plain text needs quotes in a JSON column: "text"',
    };
  }
}
