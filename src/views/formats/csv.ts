/** Results as CSV: RFC 4180 quoting, lines end in a newline, a header first. */
import { isJsonObject, isLosslessNumber, type JsonObject, type JsonValue, printJson } from "../../json.ts";
import { guardCell } from "../../text/cells/cellGuard.ts";
import { safeText } from "../../text/escape.ts";
import { escapeCsvFormulas } from "../../text/formulas.ts";
import type { Value } from "../view.ts";
import { lookup } from "./select.ts";

export type CsvOptions = {
  readonly select: readonly string[] | undefined;
  /** True: control characters are shown as escapes, for a terminal. False: cells hold exactly what they are made of. */
  readonly visible: boolean;
};

/**
 * The rows, streamed. Null and missing are an empty cell, an empty text is `""`, numbers keep their digits, arrays and
 * objects are JSON text. Cells are neutralized; `restoreFormulas` gives the text back.
 */
export async function* csvText(value: Value, { select, visible }: CsvOptions): AsyncGenerator<string> {
  const { stringify } = await import("csv-stringify/sync");
  const line = (cells: readonly (string | null)[]) =>
    stringify([visible ? cells.map(shown) : cells], { quoted_match: /^$/ });

  const { columns, rows } = table(value, select);
  const isInput = "many" in value && value.isInput === true;
  // Routera's own facts set nothing.
  const guards = columns.map((name) => (isInput && !name.startsWith("_") ? guardCell : escapeCsvFormulas));
  const header = line(columns.map(escapeCsvFormulas));
  let first = true;
  for await (const row of rows) {
    const text = line(
      columns.map((column, at) => cellOf(lookup(row, column), guards[at] ?? escapeCsvFormulas)),
    );
    yield first ? header + text : text;
    first = false;
  }
  if (first) yield header;
}

type Rows = {
  readonly columns: readonly string[];
  readonly rows: AsyncIterable<JsonObject> | readonly JsonObject[];
};

function table(value: Value, select: readonly string[] | undefined): Rows {
  if ("many" in value) return { columns: select ?? value.columns, rows: value.many };
  const items: readonly JsonValue[] = Array.isArray(value.one) ? value.one : [value.one];
  const rows = items.map((item) => (isJsonObject(item) ? item : { value: item }));
  return { columns: select ?? [...new Set(rows.flatMap((row) => Object.keys(row)))], rows };
}

function cellOf(value: JsonValue | undefined, guard: (text: string) => string): string | null {
  if (value === undefined || value === null) return null;
  if (isLosslessNumber(value)) return value.value;
  if (typeof value === "boolean") return String(value);
  return typeof value === "string" ? guard(value) : escapeCsvFormulas(printJson(value));
}

function shown(cell: string | null): string | null {
  return cell === null ? null : safeText(cell, { newlines: "keep" });
}
