/** One JSON object → a row. */

import { type Fields, MAX_DEPTH } from "../../deals/deal.ts";
import { option, placeholder, say } from "../../hint.ts";
import { isJsonObject, isLosslessNumber, type JsonObject, type JsonValue, parseJson } from "../../json.ts";
import { type InputColumn, leaveOutHint } from "../csv/header.ts";
import { DEFAULT_ID_COLUMN, type RowsOptions } from "../options.ts";
import { quoted, type RowProblem, type RowReadResult } from "../row.ts";
import { nestsDeeperThan, rowId, rowKey } from "../values.ts";
import type { KnownKeys } from "./knownKeys.ts";
import type { JsonPiece } from "./lines.ts";

/**
 * Two shapes, distinguished row by row: flat as Routera returns deals, `{"id": "…", "deal_stage": "won"}`, or nested as
 * Routera takes changes, `{"id": "…", "fields": {"deal_stage": "won"}}`. It is nested when `fields` is an object and
 * nothing was said about a column of that name. Values keep their types and digits; null clears.
 * @param found takes all that is wrong with the row, or the row
 * @returns true: it is a row that sets something
 */
export function objectRow(
  { text, line, item }: JsonPiece,
  { options, keys, index }: Objects,
  found: RowReadResult[],
): boolean {
  const place = item === undefined ? { line } : { line, item };
  const refuse = (wrongs: readonly Wrong[]): false => {
    for (const wrong of wrongs) found.push({ kind: "problem", problem: { ...place, ...wrong } });
    return false;
  };
  const parsed = parsedObject(text);
  if (!("object" in parsed)) return refuse([parsed]);
  const { object } = parsed;
  const nested = nestedFields(object, options);
  for (const key of Object.keys(object)) keys.see(key);
  if (nested !== undefined) for (const key of Object.keys(nested)) keys.see(key);

  const id = idOf(object, options);
  const { fields, wrongs } = fieldsOf(nested ?? object, nested !== undefined, options, keys);
  if (options.alsoSet !== undefined) {
    wrongs.push(...setBoth(fields, options.alsoSet));
    Object.assign(fields, options.alsoSet);
  }
  if (nested !== undefined) wrongs.push(...strayKeys(object, keys));
  if (!("id" in id)) return refuse([id, ...wrongs]);
  if (wrongs.length > 0) return refuse(wrongs);
  if (Object.keys(fields).length === 0) {
    found.push({ kind: "unchanged", line });
    return false;
  }
  const isKey = options.by === undefined ? undefined : true;
  const original = { kind: "object", object } as const;
  found.push({ kind: "row", row: { index, ...place, id: id.id, fields, original, isKey } });
  return true;
}

/** What holds for all rows of a file, and the place of the next row among those that set something. */
type Objects = { readonly options: RowsOptions; readonly keys: KnownKeys; readonly index: number };

type Wrong = Omit<RowProblem, "line" | "item">;

function parsedObject(text: string): { readonly object: JsonObject } | Wrong {
  let value: JsonValue;
  try {
    value = parseJson(text, { duplicates: "refuse" });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const hint = "write each row as one JSON object; in NDJSON, on one line";
    return { code: "bad_json", message: `not JSON: ${error.message}`, hint };
  }
  if (nestsDeeperThan(value, MAX_DEPTH)) {
    return { code: "nested_too_deep", message: `the row is nested more than ${MAX_DEPTH} levels deep` };
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

/** What each row sets cannot be set for all rows as well. */
function setBoth(fields: Fields, alsoSet: Fields): readonly Wrong[] {
  return Object.keys(fields)
    .filter((name) => Object.hasOwn(alsoSet, name))
    .map((name) => ({
      code: "duplicate_field",
      column: name,
      message: "sets a field that is also set for all rows",
    }));
}

function fieldsOf(
  object: JsonObject,
  nested: boolean,
  options: RowsOptions,
  keys: KnownKeys,
): { readonly fields: Record<string, JsonValue>; readonly wrongs: Wrong[] } {
  const fields: Record<string, JsonValue> = {};
  const wrongs: Wrong[] = [];
  for (const key of Object.keys(object)) {
    const column = keys.columnOf(key);
    if (column.use === "refused") {
      const hint = leaveOutHint(Object.keys(object), options);
      wrongs.push({ code: column.code, column: key, message: column.reason, hint });
    } else if (column.use === "id" && nested) {
      wrongs.push({
        code: "system_field",
        column: key,
        message: "the id must be next to `fields`, not in it",
      });
    } else if (column.use === "field") {
      if (Object.hasOwn(fields, column.field)) {
        const others = Object.keys(object).slice(0, Object.keys(object).indexOf(key));
        const other = others.findLast((name) => setsField(keys.columnOf(name), column.field)) ?? column.field;
        const message = `sets the field ${quoted(column.field)}, which ${quoted(other)} also sets`;
        wrongs.push({ code: "duplicate_field", column: key, message });
      }
      fields[column.field] = object[key] as JsonValue;
    }
  }
  return { fields, wrongs };
}

function setsField(column: InputColumn, field: string): boolean {
  return column.use === "field" && column.field === field;
}

/** In a nested row, keys beside `fields` that would set something. */
function strayKeys(object: JsonObject, keys: KnownKeys): readonly Wrong[] {
  return Object.keys(object)
    .filter((key) => key !== "fields" && ["field", "refused"].includes(keys.columnOf(key).use))
    .map((key) => ({
      code: "mixed_shapes",
      column: key,
      message: "is next to an object named `fields`",
      hint: 'write {"id": "…", "fields": {…}}, or put all fields next to the id',
    }));
}

function idOf(object: JsonObject, options: RowsOptions): { readonly id: string } | Wrong {
  const column = options.idColumn ?? DEFAULT_ID_COLUMN;
  const value = Object.hasOwn(object, column) ? object[column] : undefined;
  if (value === undefined || value === null) {
    const hint =
      column === DEFAULT_ID_COLUMN
        ? say`set the key of the deal ID: ${option("idColumn", placeholder("NAME"))}`
        : undefined;
    return { code: "missing_id", message: `the row has no ${quoted(column)}`, hint };
  }
  const text = isLosslessNumber(value) && /^\d+$/.test(value.value) ? value.value : value;
  if (typeof text !== "string") return { code: "bad_deal_id", column, message: "the ID must be a string" };
  const checked = options.by === undefined ? rowId(text) : rowKey(text, options.by);
  return "id" in checked ? checked : { ...checked, column };
}
