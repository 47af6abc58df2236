/** Exported deals as an XLSX file. */
import { isLosslessNumber, type JsonObject, type JsonValue, printJson } from "../../json.ts";
import type { CellToWrite } from "../../spreadsheet/cell.ts";
import type { SheetColumn, WriteReport } from "../../spreadsheet/protocol.ts";
import { writeWorkbook } from "../../spreadsheet/writeWorkbook.ts";

/** Fields with few values, which get a drop-down list. */
const LISTED: readonly string[] = ["deal_stage", "pipeline", "deal_owner"];

/**
 * @param about lines of the sheet "About": label and text
 * @returns what could not be written, once the bytes are over
 */
export async function* workbookBytes(
  rows: AsyncIterable<JsonObject>,
  columns: readonly string[],
  about: readonly (readonly [string, string])[],
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, WriteReport> {
  return yield* writeWorkbook({ columns: columns.map(columnOf), about }, valuesOf(rows, columns), { signal });
}

function columnOf(name: string): SheetColumn {
  if (name === "_routera") return { name, role: "baseline" };
  if (name === "id") return { name, role: "id" };
  return { name, role: name.startsWith("_") ? "fact" : "field", list: LISTED.includes(name) };
}

async function* valuesOf(
  rows: AsyncIterable<JsonObject>,
  columns: readonly string[],
): AsyncGenerator<readonly CellToWrite[]> {
  for await (const row of rows) {
    yield columns.map((name) => sheetValue(Object.hasOwn(row, name) ? (row[name] ?? null) : null));
  }
}

function sheetValue(value: JsonValue): CellToWrite {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  return isLosslessNumber(value) ? { number: value.value } : printJson(value);
}
