/** The bytes of a file → the rows of one sheet. */
import { readOds } from "hucre/ods";
import { colToLetter, readXlsx, type Sheet, type Workbook } from "hucre/xlsx";
import type { MergedRange, SheetInfo, SheetRow } from "../cell.ts";
import { MAX_SHEET_COLUMNS, MAX_SHEET_ROWS } from "../limits.ts";
import type { Request } from "../protocol.ts";
import { SpreadsheetError } from "../spreadsheetError.ts";
import { checkParts } from "./checkParts.ts";
import { DEALS_SHEET, META_SHEET, readMeta } from "./meta.ts";
import { type OdsHidden, odsHiddenLines } from "./odsRows.ts";
import { sheetCell } from "./sheetCell.ts";

type Opening = Extract<Request, { type: "open" }>;
type SheetName = { readonly name: string; readonly hidden: boolean };

export async function parseSheet(
  opening: Opening,
): Promise<{ readonly info: SheetInfo; readonly rows: readonly SheetRow[] }> {
  checkParts(opening.bytes, opening.parts, opening.format);
  const wanted = opening.sheet ?? DEALS_SHEET;
  let { workbook, names } = await parse(opening, wanted);
  let sheet = workbook.sheets.find(({ name }) => name === wanted);
  if (sheet === undefined) {
    const chosen = chooseSheet(names, opening.sheet);
    ({ workbook, names } = await parse(opening, chosen));
    sheet = workbook.sheets.find(({ name }) => name === chosen);
  }
  if (sheet === undefined)
    throw new SpreadsheetError("damaged_spreadsheet", { reason: "the sheet is missing" });
  const ods = opening.format === "ods" ? odsHiddenLines(opening.bytes, opening.parts, sheet.name) : undefined;
  const rows = sheetRows(sheet, opening.format, ods);
  const meta = readMeta(workbook.sheets.find(({ name }) => name === META_SHEET));
  const exported = sheet.name === DEALS_SHEET ? meta : undefined;
  if (exported !== undefined && exported.deals > 0 && rows.length <= 1) {
    throw new SpreadsheetError("rows_missing", {
      exported: exported.deals,
      found: Math.max(0, rows.length - 1),
    });
  }
  const hidden = rows.filter((row) => row.hidden);
  return {
    rows,
    info: {
      format: opening.format,
      sheet: sheet.name,
      sheets: names,
      rows: rows.length,
      columns: rows.reduce((most, { cells }) => Math.max(most, cells.length), 0),
      hiddenRows: hidden.length,
      filteredRows: countFiltered(hidden, sheet.autoFilter?.range, ods),
      merged: (sheet.merges ?? []).map(mergedRange),
      exported,
    },
  };
}

/** Sheets that are not read are not parsed. */
async function parse(
  { bytes, format }: Opening,
  wanted: string,
): Promise<{ workbook: Workbook; names: readonly SheetName[] }> {
  const names: SheetName[] = [];
  const sheets = (info: { name: string; index: number; hidden?: boolean; veryHidden?: boolean }) => {
    // ODS asks more than once for sheets without content.
    names[info.index] = { name: info.name, hidden: info.hidden === true || info.veryHidden === true };
    return info.name === wanted || info.name === META_SHEET;
  };
  try {
    const workbook = format === "ods" ? await readOds(bytes, { sheets }) : await readXlsx(bytes, { sheets });
    return { workbook, names: names.filter((name) => name !== undefined) };
  } catch (error) {
    throw parserError(error as Error);
  }
}

/** The parser's errors carry no code: their names and words are all there is. */
function parserError(error: Error): Error {
  const code = (error as NodeJS.ErrnoException).code;
  if (error.name === "EncryptedFileError") {
    return new SpreadsheetError("encrypted_spreadsheet", { format: "xlsx" });
  }
  const cells = /(\d+) cells\)?, over the (\d+) limit/.exec(error.message);
  if (cells !== null) {
    const facts = { what: "cells", limit: Number(cells[2]), actual: Number(cells[1]) } as const;
    return new SpreadsheetError("spreadsheet_too_large", facts);
  }
  if (/outside the supported sheet bounds/.test(error.message)) {
    return new SpreadsheetError("spreadsheet_too_large", { what: "rows", limit: MAX_SHEET_ROWS });
  }
  if (error instanceof RangeError || code === "ERR_STRING_TOO_LONG") {
    return new SpreadsheetError("spreadsheet_too_large", { what: "memory", limit: 512 });
  }
  const known = ["ParseError", "ZipError", "XmlError", "HucreError", "InvalidArgumentError", "TypeError"];
  if (!known.includes(error.name)) return error;
  return new SpreadsheetError("damaged_spreadsheet", { reason: error.message.slice(0, 200) });
}

/** @throws SpreadsheetError `sheet_not_found`, `sheet_not_chosen` */
function chooseSheet(sheets: readonly SheetName[], asked: string | undefined): string {
  const visible = sheets.filter(({ hidden }) => !hidden).map(({ name }) => name);
  if (asked !== undefined) {
    throw new SpreadsheetError("sheet_not_found", { sheet: asked, sheets: sheets.map(({ name }) => name) });
  }
  const [only] = visible;
  if (only === undefined || visible.length > 1)
    throw new SpreadsheetError("sheet_not_chosen", { sheets: visible });
  return only;
}

function sheetRows(sheet: Sheet, format: "xlsx" | "ods", ods: OdsHidden | undefined): readonly SheetRow[] {
  if (sheet.rows.length > MAX_SHEET_ROWS) {
    const facts = { what: "rows", limit: MAX_SHEET_ROWS, actual: sheet.rows.length } as const;
    throw new SpreadsheetError("spreadsheet_too_large", facts);
  }
  const rows: SheetRow[] = [];
  for (const [at, values] of sheet.rows.entries()) {
    const cells = values.map((value, column) =>
      sheetCell(value, sheet.cells?.get(`${at},${column}`), format),
    );
    while (cells.length > 0 && cells.at(-1) === null) cells.pop();
    if (cells.length === 0) continue;
    if (cells.length > MAX_SHEET_COLUMNS) {
      const facts = { what: "columns", limit: MAX_SHEET_COLUMNS, actual: cells.length } as const;
      throw new SpreadsheetError("spreadsheet_too_large", facts);
    }
    const hidden = ods?.lines.has(at + 1) ?? sheet.rowDefs?.get(at)?.hidden === true;
    rows.push({ line: at + 1, cells, hidden });
  }
  return rows;
}

function mergedRange(range: {
  startRow: number;
  startCol: number;
  endRow: number;
  endCol: number;
}): MergedRange {
  const { startRow, startCol, endRow, endCol } = range;
  const address = `${colToLetter(startCol)}${startRow + 1}:${colToLetter(endCol)}${endRow + 1}`;
  return { address, firstLine: startRow + 1, lastLine: endRow + 1 };
}

/** Which hidden rows are below a filter's header. */
function countFiltered(
  hidden: readonly SheetRow[],
  range: string | undefined,
  ods: OdsHidden | undefined,
): number {
  if (ods !== undefined) return hidden.filter(({ line }) => ods.filtered.has(line)).length;
  if (range === undefined) return 0;
  const lines = [...range.matchAll(/\d+/g)].map(([line]) => Number(line));
  const [first = 0, last = first] = lines;
  return hidden.filter(({ line }) => line > first && line <= last).length;
}
