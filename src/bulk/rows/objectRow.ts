/** One JSON object → a row. */
import { isJsonObject, isLosslessNumber, type JsonObject, type JsonValue, parseJson } from "../../json.ts";
import { columnOf, leaveOutHint } from "./column.ts";
import type { Found } from "./found.ts";
import type { JsonPiece } from "./jsonPieces.ts";
import { quoted, type RowProblem } from "./problem.ts";
import { rowId } from "./rowId.ts";
import { DEFAULT_ID_COLUMN, type RowsOptions } from "./rowsOptions.ts";

/**
 * Two shapes, told apart row by row: flat as Routera returns deals, `{"id": "…", "deal_stage": "won"}`, or nested as
 * Routera takes changes, `{"id": "…", "fields": {"deal_stage": "won"}}`. It is nested when `fields` is an object and
 * nothing was said about a column of that name. Values keep their types and digits; null clears.
 * @param seen the keys met so far; grows
 */
export function objectRow(piece: JsonPiece, options: RowsOptions, seen: Set<string>): readonly Found[] {
  const { line, item } = piece;
  const where = { line, ...(item === undefined ? {} : { item }) };
  const wrong = (problem: Omit<RowProblem, "line" | "item">): Found => ({
    kind: "problem",
    problem: { ...where, ...problem },
  });

  const parsed = parsedObject(piece.text);
  if (!("object" in parsed)) return [wrong(parsed)];
  const { object } = parsed;
  const nested = nestedFields(object, options);
  const problems: Found[] = [];
  const fields: Record<string, JsonValue> = {};
  const setBy = new Map<string, string>();
  const id = idOf(object, options);
  if (!("id" in id)) problems.push(wrong(id));
  const keys = nested === undefined ? Object.keys(object) : Object.keys(nested);
  for (const key of Object.keys(object)) remember(seen, key);
  for (const key of keys) {
    if (nested !== undefined) remember(seen, key);
    const column = columnOf(key, options);
    if (column.use === "refused" || (column.use === "id" && nested !== undefined)) {
      const reason = column.use === "refused" ? column.reason : "the id stands beside `fields`, not in it";
      const code = column.use === "refused" ? column.code : "system_field";
      problems.push(wrong({ code, column: key, message: reason, hint: leaveOutHint(keys, options) }));
    }
    if (column.use !== "field") continue;
    const other = setBy.get(column.field);
    if (other === undefined) {
      setBy.set(column.field, key);
      fields[column.field] = (nested ?? object)[key] as JsonValue;
    } else {
      const message = `sets the field ${quoted(column.field)}, as ${quoted(other)} does`;
      problems.push(wrong({ code: "field_twice", column: key, message }));
    }
  }
  if (nested !== undefined) problems.push(...strayKeys(object, options).map(wrong));
  if (problems.length > 0) return problems;
  if (!("id" in id) || Object.keys(fields).length === 0) return [{ kind: "unchanged", line }];
  return [{ kind: "row", line, id: id.id, fields, original: { kind: "object", object } }];
}

type Wrong = Omit<RowProblem, "line" | "item">;

function parsedObject(text: string): { readonly object: JsonObject } | Wrong {
  let value: JsonValue;
  try {
    value = parseJson(text, { duplicates: "refuse" });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const hint = "each row is one JSON object; in NDJSON it stands on one line";
    return { code: "bad_json", message: `not JSON: ${error.message}`, hint };
  }
  if (isJsonObject(value)) return { object: value };
  const hint = 'write {"id": "…", "deal_stage": "qualified"}';
  return { code: "not_an_object", message: `${quoted(text.trim())} is not an object`, hint };
}

function nestedFields(object: JsonObject, options: RowsOptions): JsonObject | undefined {
  if (options.map?.has("fields") || options.ignoreColumns?.includes("fields")) return undefined;
  const fields = Object.hasOwn(object, "fields") ? object.fields : undefined;
  return isJsonObject(fields) && options.idColumn !== "fields" ? fields : undefined;
}

/** In a nested row, keys beside `fields` that would set something. */
function strayKeys(object: JsonObject, options: RowsOptions): readonly Wrong[] {
  return Object.keys(object)
    .filter((key) => key !== "fields" && ["field", "refused"].includes(columnOf(key, options).use))
    .map((key) => ({
      code: "mixed_shapes",
      column: key,
      message: "stands beside an object called `fields`",
      hint: 'write {"id": "…", "fields": {…}} or put all fields beside the id',
    }));
}

function idOf(object: JsonObject, options: RowsOptions): { readonly id: string } | Wrong {
  const column = options.idColumn ?? DEFAULT_ID_COLUMN;
  const value = Object.hasOwn(object, column) ? object[column] : undefined;
  if (value === undefined || value === null) {
    const hint =
      column === DEFAULT_ID_COLUMN ? "name the key that holds the deal's id: --id-column NAME" : undefined;
    return { code: "missing_id", message: `the row has no ${quoted(column)}`, hint };
  }
  const text = isLosslessNumber(value) && /^\d+$/.test(value.value) ? value.value : value;
  if (typeof text !== "string") return { code: "bad_deal_id", column, message: "the id is not a text" };
  const checked = rowId(text);
  return "id" in checked ? checked : { ...checked, column };
}

/** Bounded: what is remembered only tells whether a column named by an option was ever there. */
function remember(seen: Set<string>, key: string): void {
  if (seen.size < 10_000) seen.add(key);
}
