/** Results as JSON and NDJSON, safe for terminals and build logs. */
import { type JsonValue, printJson } from "../../json.ts";
import { safeJson } from "../../text/escape.ts";
import type { Text, Value } from "../view.ts";
import { pick, pickAny } from "./select.ts";

/** One value: indented JSON. Many: one array, an object per line, streamed; an empty stream is `[]`. */
export function jsonText(value: Value, select: readonly string[] | undefined): Text {
  if ("one" in value) return `${safeJson(printJson(pickAny(value.one, select), "indented"))}\n`;
  return arrayText(objectLines(value, select));
}

/** One compact line each. An array as the one value is a line per item. */
export function ndjsonText(value: Value, select: readonly string[] | undefined): Text {
  if ("many" in value) return lineText(objectLines(value, select));
  const picked = pickAny(value.one, select);
  return (Array.isArray(picked) ? picked : [picked]).map((item) => `${compact(item)}\n`).join("");
}

async function* arrayText(objects: AsyncIterable<string>): AsyncGenerator<string> {
  let empty = true;
  for await (const object of objects) {
    yield `${empty ? "[" : ","}\n  ${object}`;
    empty = false;
  }
  yield empty ? "[]\n" : "\n]\n";
}

async function* lineText(objects: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const object of objects) yield `${object}\n`;
}

async function* objectLines(
  { many }: Extract<Value, { many: unknown }>,
  select: readonly string[] | undefined,
): AsyncGenerator<string> {
  for await (const object of many) yield compact(select ? pick(object, select) : object);
}

function compact(value: JsonValue): string {
  return safeJson(printJson(value));
}
