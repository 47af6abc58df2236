/** How columns look: which are text, which are gray, how wide they are. */
import type { CellStyle } from "hucre/xlsx";
import type { SheetColumn } from "../protocol.ts";

/** What is in a cell; texts are escaped already. */
export type Content = string | number | boolean | null;

/** The number format that keeps what is typed as text. */
const TEXT_FORMAT = "@";
const GRAY = "808080";
const LINES_LOOKED_AT = 200;

/** True where the column holds numbers and no texts: what is typed there is to become a number. */
export function isNumeric(rows: readonly (readonly Content[])[], at: number): boolean {
  let numbers = false;
  for (const row of rows) {
    const value = row[at];
    if (typeof value === "string") return false;
    numbers ||= typeof value === "number";
  }
  return numbers;
}

export function cellStyle({ role }: SheetColumn, isText: boolean): CellStyle | undefined {
  const style: CellStyle = {};
  if (isText) style.numFmt = TEXT_FORMAT;
  if (role !== "field") style.font = { color: { rgb: GRAY } };
  return Object.keys(style).length === 0 ? undefined : style;
}

/** In characters: fits most cells, never the whole screen. */
export function columnWidth(name: string, rows: readonly (readonly Content[])[], at: number): number {
  const longest = rows
    .slice(0, LINES_LOOKED_AT)
    .reduce(
      (most, row) => Math.max(most, String(row[at] ?? "").split("\n", 1)[0]?.length ?? 0),
      name.length + 3,
    );
  return Math.min(48, Math.max(10, longest + 2));
}
