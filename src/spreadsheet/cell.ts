/** Cells, rows and sheets as they come out of a file: typed, without any guess about what they mean. */

/** A number as a spreadsheet keeps it: at most 15 significant digits are sure. */
export type NumberCell = {
  readonly kind: "number";
  /** A JSON number of at most 15 significant digits. */
  readonly digits: string;
  /** False where the file holds a whole number with more digits than a spreadsheet keeps: the last ones may be wrong. */
  readonly exact: boolean;
};

export type SheetCell =
  | { readonly kind: "string"; readonly text: string; readonly formula?: true }
  | (NumberCell & { readonly formula?: true })
  | { readonly kind: "boolean"; readonly value: boolean; readonly formula?: true }
  /** `2026-05-01`, `2026-05-01T10:00:00`, or `10:00:00` for a time of day; both epochs are resolved. */
  | { readonly kind: "date"; readonly iso: string; readonly formula?: true }
  /** `#N/A` and the like. */
  | { readonly kind: "error"; readonly text: string }
  /** A formula whose result is not in the file. */
  | { readonly kind: "formula"; readonly formula: string };

export type SheetRow = {
  /** The row number that the spreadsheet program shows, from 1. */
  readonly line: number;
  /** null: empty. No empty cells at the end. */
  readonly cells: readonly (SheetCell | null)[];
  readonly hidden: boolean;
};

export type MergedRange = {
  /** `B3:C4` */
  readonly address: string;
  readonly firstLine: number;
  readonly lastLine: number;
};

export type SheetInfo = {
  readonly format: "xlsx" | "ods";
  /** The sheet that is read. */
  readonly sheet: string;
  readonly sheets: readonly { readonly name: string; readonly hidden: boolean }[];
  /** Rows that hold something, the header included. */
  readonly rows: number;
  readonly columns: number;
  /** Rows that hold something and are hidden; `filtered` of them by a filter. */
  readonly hiddenRows: number;
  readonly filteredRows: number;
  readonly merged: readonly MergedRange[];
  /** In our own exports: how many deals were written, and a checksum of their baselines. */
  readonly exported?: { readonly deals: number; readonly checksum: string } | undefined;
};

/** A value to write. Numbers come as their digits. */
export type CellToWrite = string | boolean | null | { readonly number: string };
