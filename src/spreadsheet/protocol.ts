/** Messages between this thread and the one that parses and writes spreadsheets. Every request has one response. */
import type { CellToWrite, SheetInfo, SheetRow } from "./cell.ts";
import type { SpreadsheetLimits } from "./limits.ts";
import type { AnyProblem } from "./spreadsheetError.ts";
import type { ZipPart } from "./zip.ts";

export type SheetColumn = {
  readonly name: string;
  /** `id` and `fact` columns are gray, the baseline is hidden. */
  readonly role: "id" | "field" | "fact" | "baseline";
  /** True: its values become a drop-down list. */
  readonly list?: boolean | undefined;
};

export type WorkbookSpec = {
  readonly columns: readonly SheetColumn[];
  /** Lines of the sheet "About": label and text. */
  readonly about: readonly (readonly [string, string])[];
};

/** A value that a spreadsheet cannot hold; a mark is in its cell. */
export type LeftOutValue = {
  /** The row, from 1 for the first deal. */
  readonly row: number;
  readonly column: string;
  readonly reason: "too_long" | "unwritable_character";
};

export type WriteReport = {
  readonly deals: number;
  /** True: too many cells for lists, filter and the sheet "About". */
  readonly plain: boolean;
  /** The first 20. */
  readonly leftOut: readonly LeftOutValue[];
  readonly leftOutCount: number;
};

export type Request =
  | {
      readonly type: "open";
      readonly bytes: Uint8Array;
      readonly parts: readonly ZipPart[];
      readonly format: "xlsx" | "ods";
      readonly sheet: string | undefined;
      readonly limits: SpreadsheetLimits;
    }
  | { readonly type: "rows" }
  | { readonly type: "create"; readonly spec: WorkbookSpec; readonly styledCells: number }
  | { readonly type: "add"; readonly rows: readonly (readonly CellToWrite[])[] }
  | { readonly type: "finish" };

export type Response =
  | { readonly type: "problem"; readonly problem: AnyProblem }
  | { readonly type: "bug"; readonly message: string; readonly stack: string | undefined }
  | { readonly type: "opened"; readonly info: SheetInfo }
  /** No rows: that was all. */
  | { readonly type: "rows"; readonly rows: readonly SheetRow[] }
  | { readonly type: "created" }
  | { readonly type: "bytes"; readonly bytes: readonly Uint8Array[] }
  | { readonly type: "finished"; readonly bytes: readonly Uint8Array[]; readonly report: WriteReport };
