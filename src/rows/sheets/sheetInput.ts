/** Spreadsheets (XLSX, ODS) as input: read once, in a thread of their own, and kept as lines of cells. */
import { Failure, usage } from "../../failure.ts";
import { type Hint, option, placeholder, say, type Words } from "../../hint.ts";
import type { SheetInfo, SheetRow } from "../../spreadsheet/cell.ts";
import { SPREADSHEET_LIMITS } from "../../spreadsheet/limits.ts";
import { openSheet } from "../../spreadsheet/readWorkbook.ts";
import { SpreadsheetError } from "../../spreadsheet/spreadsheetError.ts";
import { type RowsInput, spoolInput } from "../input.ts";
import { printCellRecords } from "./cellRecords.ts";

/** Something to show that stops nothing. */
export type InputNote = { readonly code: string; readonly say: Words };

const ZIP = [0x50, 0x4b];
const OLE = [0xd0, 0xcf, 0x11, 0xe0];

/**
 * The input itself where it is text; of a spreadsheet, its rows. What was opened for it is closed.
 * @throws Failure of kind usage with the code of the SpreadsheetError, `merged_cells`
 */
export async function sheetInput(
  input: RowsInput,
  about: {
    readonly sheet: string | undefined;
    readonly signal: AbortSignal;
    readonly spoolDir: () => Promise<string>;
  },
): Promise<RowsInput & { readonly notes: readonly InputNote[] }> {
  const isSheet = await startsAsSpreadsheet(input);
  if (!isSheet) {
    if (about.sheet === undefined) return { ...input, notes: [] };
    throw usage(
      "sheet_of_text",
      `${input.name} is not a spreadsheet and has no sheets`,
      say`remove ${option("sheet")}`,
    );
  }
  try {
    const sheet = await openSheet(await allBytes(input), { sheet: about.sheet, signal: about.signal });
    await input.close();
    const counts = { formulas: 0, dataRows: -1 };
    const spooled = await spoolInput(
      printCellRecords(checked(input.name, sheet.info, sheet.rows(), counts)),
      await about.spoolDir(),
    );
    return { name: input.name, ...spooled, notes: notesOf(sheet.info, counts) };
  } catch (error) {
    throw error instanceof SpreadsheetError ? refusal(input.name, error) : error;
  }
}

async function startsAsSpreadsheet(input: RowsInput): Promise<boolean> {
  for await (const first of input.open()) {
    return [ZIP, OLE].some((magic) => magic.every((byte, at) => first[at] === byte));
  }
  return false;
}

async function allBytes(input: RowsInput): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of input.open()) {
    chunks.push(Buffer.from(chunk));
    size += chunk.length;
    if (size > SPREADSHEET_LIMITS.fileBytes) {
      const facts = { what: "file", limit: SPREADSHEET_LIMITS.fileBytes } as const;
      throw new SpreadsheetError("spreadsheet_too_large", facts);
    }
  }
  // A buffer of its own, which can be moved to the thread.
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** @throws Failure `merged_cells` for a merged range over rows below the header */
async function* checked(
  name: string,
  { merged }: SheetInfo,
  rows: AsyncIterable<SheetRow>,
  counts: { formulas: number; dataRows: number },
): AsyncGenerator<SheetRow> {
  for await (const row of rows) {
    // A range over the header, or below all deals, takes nothing away.
    const range =
      counts.dataRows === -1
        ? undefined
        : merged.find(({ firstLine, lastLine }) => firstLine <= row.line && row.line <= lastLine);
    if (range !== undefined) {
      throw usage(
        "merged_cells",
        `${name} has merged cells in rows of deals: ${range.address}`,
        "unmerge them: only the first cell of a merged range has a value",
      );
    }
    counts.dataRows += 1;
    counts.formulas += row.cells.filter(
      (cell) => cell !== null && "formula" in cell && cell.kind !== "formula",
    ).length;
    yield row;
  }
}

function notesOf(
  { exported, filteredRows, hiddenRows, sheet }: SheetInfo,
  { dataRows, formulas }: { readonly formulas: number; readonly dataRows: number },
): readonly InputNote[] {
  const notes: InputNote[] = [];
  if (hiddenRows > 0) {
    const filtered = filteredRows > 0 ? `, ${filteredRows} of them by a filter` : "";
    const rows = hiddenRows === 1 ? "1 row is" : `${hiddenRows} rows are`;
    notes.push({
      code: "hidden_rows",
      say: `${rows} hidden in sheet "${sheet}"${filtered}, but read like the others`,
    });
  }
  if (formulas > 0) {
    notes.push({
      code: "formula_cells",
      say: `${formulas} ${formulas === 1 ? "cell contains a formula" : "cells contain formulas"}; the stored results are read`,
    });
  }
  if (exported !== undefined && dataRows < exported.deals) {
    notes.push({
      code: "rows_left_out",
      say: `the file contains ${dataRows} of ${exported.deals} exported deals; the others are unchanged`,
    });
  }
  return notes;
}

function refusal(name: string, error: SpreadsheetError): Failure {
  return new Failure("usage", `${name}: ${error.message}`, {
    code: error.code,
    hint: hintFor(error),
    cause: error,
  });
}

function hintFor({ code }: SpreadsheetError): Hint {
  switch (code) {
    case "old_excel_format":
    case "other_format":
      return "open it in a spreadsheet program and save it as XLSX";
    case "encrypted_spreadsheet":
      return "remove the password and save it again";
    case "spreadsheet_too_large":
      return "split the file, or save it as CSV UTF-8, which has no such limit";
    case "sheet_not_found":
    case "sheet_not_chosen":
      return say`select the sheet: ${option("sheet", placeholder("NAME"))}`;
    case "damaged_spreadsheet":
    case "rows_missing":
      return "export or save the file again";
  }
}
