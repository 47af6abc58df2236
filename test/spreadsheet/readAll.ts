/** Reads a whole sheet, for tests. */
import type { CellToWrite, SheetCell, SheetInfo, SheetRow } from "../../src/spreadsheet/cell.ts";
import type { WorkbookSpec, WriteReport } from "../../src/spreadsheet/protocol.ts";
import { openSheet, type ReadWorkbookOptions } from "../../src/spreadsheet/readWorkbook.ts";
import { type WriteWorkbookOptions, writeWorkbook } from "../../src/spreadsheet/writeWorkbook.ts";

export async function readAll(
  bytes: Uint8Array,
  options?: ReadWorkbookOptions,
): Promise<{ readonly info: SheetInfo; readonly rows: readonly SheetRow[] }> {
  const sheet = await openSheet(bytes, options);
  const rows: SheetRow[] = [];
  for await (const row of sheet.rows()) rows.push(row);
  return { info: sheet.info, rows };
}

/** Cells in short: texts as they are, the rest in angle brackets. */
export function shown(cell: SheetCell | null | undefined): string {
  if (cell === null || cell === undefined) return "";
  const mark = "formula" in cell && cell.formula === true ? "=" : "";
  switch (cell.kind) {
    case "string":
      return mark + cell.text;
    case "number":
      return `${mark}<n ${cell.digits}${cell.exact ? "" : " inexact"}>`;
    case "boolean":
      return `${mark}<b ${cell.value}>`;
    case "date":
      return `${mark}<d ${cell.iso}>`;
    case "error":
      return `<e ${cell.text}>`;
    case "formula":
      return `<f ${cell.formula}>`;
  }
}

export async function writeAll(
  spec: WorkbookSpec,
  rows: Iterable<readonly CellToWrite[]> | AsyncIterable<readonly CellToWrite[]>,
  options?: WriteWorkbookOptions,
): Promise<{ readonly bytes: Buffer; readonly report: WriteReport }> {
  const pieces: Uint8Array[] = [];
  const writing = writeWorkbook(spec, rows, options);
  for (;;) {
    const { done, value } = await writing.next();
    if (done) return { bytes: Buffer.concat(pieces), report: value };
    pieces.push(value);
  }
}
