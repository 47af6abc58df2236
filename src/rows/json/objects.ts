/** One JSON object → a row. */

import { type Fields, MAX_DEPTH } from "../../deals/deal.ts";
import { option, placeholder, say } from "../../hint.ts";
import { isJsonObject, isLosslessNumber, type JsonObject, type JsonValue, parseJson } from "../../json.ts";
import { columnOf, leaveOutHint } from "../csv/header.ts";
import { DEFAULT_ID_COLUMN, type RowsOptions } from "../options.ts";
import { quoted, type RowProblem, type RowReadResult } from "../row.ts";
import { nestsDeeperThan, rowId, rowKey } from "../values.ts";
import type { JsonPiece } from "./lines.ts";

/**
 * Two shapes, distinguished row by row: flat as Routera returns deals, `{"id": "…", "deal_stage": "won"}`, or nested as
 * Routera takes changes, `{"id": "…", "fields": {"deal_stage": "won"}}`. It is nested when `fields` is an object and
 * nothing was said about a column of that name. Values keep their types and digits; null clears.
 * @param see is called with every key that may be a column
 */
export function objectRow(
  { text, line, item }: JsonPiece,
  options: RowsOptions,
  see: (key: string) => void,
): readonly RowReadResult[] {
  const place = item === undefined ? { line } : { line, item };
  const refused = (wrongs: readonly Wrong[]): readonly RowReadResult[] =>
    wrongs.map((wrong) => ({ kind: "problem", problem: { ...place, ...wrong } }));

  const parsed = parsedObject(text);
  if (!("object" in parsed)) return refused([parsed]);
  const { object } = parsed;
  const nested = nestedFields(object, options);
  for (const key of Object.keys(object)) see(key);
  for (const key of Object.keys(nested ?? {})) see(key);

  const id = idOf(object, options);
  const own = fieldsOf(nested ?? object, nested !== undefined, options);
  const wrongs = [...own.wrongs, ...setBoth(own.fields, options)];
  const fields = { ...own.fields, ...options.alsoSet };
  const stray = nested === undefined ? [] : strayKeys(object, options);
  if (!("id" in id)) return refused([id, ...wrongs, ...stray]);
  if (wrongs.length > 0 || stray.length > 0) return refused([...wrongs, ...stray]);
  if (Object.keys(fields).length === 0) return [{ kind: "unchanged", line }];
  return [
    {
      kind: "row",
      ...place,
      id: id.id,
      ...(options.by !== undefined && { isKey: true as const }),
      fields,
      original: { kind: "object", object },
    },
  ];
}

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
function setBoth(fields: Fields, { alsoSet = {} }: RowsOptions): readonly Wrong[] {
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
): { readonly fields: Fields; readonly wrongs: readonly Wrong[] } {
  const fields: Record<string, JsonValue> = {};
  const wrongs: Wrong[] = [];
  const setBy = new Map<string, string>();
  for (const [key, value] of Object.entries(object)) {
    const column = columnOf(key, options);
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
      const other = setBy.get(column.field);
      if (other !== undefined) {
        const message = `sets the field ${quoted(column.field)}, which ${quoted(other)} also sets`;
        wrongs.push({ code: "duplicate_field", column: key, message });
      }
      setBy.set(column.field, key);
      fields[column.field] = value;
    }
  }
  return { fields, wrongs };
}

/** In a nested row, keys beside `fields` that would set something. */
function strayKeys(object: JsonObject, options: RowsOptions): readonly Wrong[] {
  return Object.keys(object)
    .filter((key) => key !== "fields" && ["field", "refused"].includes(columnOf(key, options).use))
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
