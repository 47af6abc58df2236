/** What a spreadsheet file may hold. Above these it is refused, so that a file from outside cannot exhaust the machine. */

export type SpreadsheetLimits = {
  /** Bytes of the file itself. */
  readonly fileBytes: number;
  /** Bytes of all parts unpacked. */
  readonly unpackedBytes: number;
  readonly parts: number;
  /** Unpacked to packed size of one part, checked only above `ratioFromBytes`. Deflate reaches 1032 at most. */
  readonly ratio: number;
  readonly ratioFromBytes: number;
  /** Heap of the worker that parses the file, in MiB. */
  readonly heapMiB: number;
  /** How long one step of the worker may take. */
  readonly stepMs: number;
};

const MIB = 1024 * 1024;

export const SPREADSHEET_LIMITS: SpreadsheetLimits = {
  fileBytes: 256 * MIB,
  unpackedBytes: 512 * MIB,
  parts: 2000,
  ratio: 400,
  ratioFromBytes: 32 * MIB,
  heapMiB: 2048,
  stepMs: 300_000,
};

/** The format's own limits. */
export const MAX_SHEET_ROWS = 1_048_576;
export const MAX_SHEET_COLUMNS = 16_384;
export const MAX_CELL_CHARACTERS = 32_767;

/** Cells up to which a sheet is written with validation lists, a filter and styles; above it only as a stream. */
export const MAX_STYLED_CELLS = 250_000;
