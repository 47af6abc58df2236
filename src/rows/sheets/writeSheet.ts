/** Rows as an XLSX file that can be read again: a column with the baseline is hidden, facts about each row are gray. */
import type { CellToWrite } from "../../spreadsheet/cell.ts";
import { writeWorkbook } from "../../spreadsheet/writeWorkbook.ts";
import { BASELINE_COLUMN } from "../ownFile.ts";

export type { CellToWrite } from "../../spreadsheet/cell.ts";

export async function* writeSheet(
  columns: readonly string[],
  rows: Iterable<readonly CellToWrite[]>,
): AsyncGenerator<Uint8Array> {
  const spec = { columns: columns.map((name) => ({ name, role: roleOf(name) })), about: [] };
  yield* writeWorkbook(spec, rows);
}

function roleOf(name: string): "id" | "field" | "fact" | "baseline" {
  if (name === BASELINE_COLUMN) return "baseline";
  if (name === "id") return "id";
  return name.startsWith("_") ? "fact" : "field";
}
