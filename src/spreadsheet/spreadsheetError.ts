/** Why a spreadsheet cannot be read or written: a code and facts; the words name neither a flag nor a command. */

/** Facts by code. Sizes are bytes. */
export type SpreadsheetFacts = {
  /** The old binary format of Excel. */
  readonly old_excel_format: { readonly format: "xls" };
  readonly encrypted_spreadsheet: { readonly format: "xlsx" | "ods" | "zip" };
  /** A file of another program, or of a format that is not read. */
  readonly other_format: { readonly format: string };
  /** Bytes or structure are not those of a sound file. */
  readonly damaged_spreadsheet: { readonly reason: string; readonly part?: string };
  readonly spreadsheet_too_large: {
    readonly what: "file" | "unpacked" | "parts" | "ratio" | "rows" | "columns" | "cells" | "memory" | "time";
    readonly limit: number;
    readonly actual?: number;
    readonly part?: string;
  };
  readonly sheet_not_found: { readonly sheet: string; readonly sheets: readonly string[] };
  /** No sheet has the usual name and there are several. */
  readonly sheet_not_chosen: { readonly sheets: readonly string[] };
  /** Our own export lost rows on its way. */
  readonly rows_missing: { readonly exported: number; readonly found: number };
};

export type SpreadsheetCode = keyof SpreadsheetFacts;

export class SpreadsheetError<Code extends SpreadsheetCode = SpreadsheetCode> extends Error {
  readonly code: Code;
  readonly facts: SpreadsheetFacts[Code];

  constructor(code: Code, facts: SpreadsheetFacts[Code]) {
    super(wordsFor({ code, facts } as AnyProblem));
    this.name = "SpreadsheetError";
    this.code = code;
    this.facts = facts;
  }
}

/** The same as plain data, for messages between threads. */
export type AnyProblem = {
  [Code in SpreadsheetCode]: { readonly code: Code; readonly facts: SpreadsheetFacts[Code] };
}[SpreadsheetCode];

export function problemOf({ code, facts }: SpreadsheetError): AnyProblem {
  return { code, facts } as AnyProblem;
}

export function errorOf({ code, facts }: AnyProblem): SpreadsheetError {
  return new SpreadsheetError(code, facts);
}

function wordsFor(problem: AnyProblem): string {
  switch (problem.code) {
    case "old_excel_format":
      return "the file is an Excel 97-2003 workbook (.xls), which is not supported";
    case "encrypted_spreadsheet":
      return "the file is password-protected";
    case "other_format":
      return `the file is ${problem.facts.format}, not a spreadsheet in XLSX or ODS format`;
    case "damaged_spreadsheet": {
      const { reason, part } = problem.facts;
      return part === undefined
        ? `the file is damaged: ${reason}`
        : `the file is damaged: ${part}: ${reason}`;
    }
    case "spreadsheet_too_large":
      return tooLarge(problem.facts);
    case "sheet_not_found":
      return `sheet ${JSON.stringify(problem.facts.sheet)} not found; available sheets: ${list(problem.facts.sheets)}`;
    case "sheet_not_chosen":
      return `no sheet is named "Deals"; available sheets: ${list(problem.facts.sheets)}`;
    case "rows_missing":
      return `the file was exported with ${problem.facts.exported} deals, and ${problem.facts.found} rows were found`;
  }
}

const UNITS: Readonly<Record<SpreadsheetFacts["spreadsheet_too_large"]["what"], string>> = {
  file: "bytes",
  unpacked: "bytes unpacked",
  parts: "parts",
  ratio: "times its packed size",
  rows: "rows",
  columns: "columns",
  cells: "cells",
  memory: "MiB of memory",
  time: "ms to read",
};

function tooLarge({ what, limit, actual, part }: SpreadsheetFacts["spreadsheet_too_large"]): string {
  const subject = part === undefined ? "the file" : part;
  const size = actual === undefined ? `more than ${limit} ${UNITS[what]}` : `${actual} ${UNITS[what]}`;
  return `the spreadsheet is too large: ${subject} needs ${size}, the limit is ${limit}`;
}

function list(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.map((name) => JSON.stringify(name)).join(", ");
}
