/** Writes deals as an XLSX file: with lists, filter and styles up to a size, above it as a plain sheet. */
import type { CellToWrite } from "./cell.ts";
import { MAX_SHEET_ROWS, MAX_STYLED_CELLS, SPREADSHEET_LIMITS, type SpreadsheetLimits } from "./limits.ts";
import type { WorkbookSpec, WriteReport } from "./protocol.ts";
import { startSheetWorker } from "./sheetWorker.ts";
import { SpreadsheetError } from "./spreadsheetError.ts";

export type WriteWorkbookOptions = {
  readonly signal?: AbortSignal | undefined;
  readonly limits?: Partial<SpreadsheetLimits> | undefined;
  /** Cells up to which lists, filter and styles are written. */
  readonly styledCells?: number | undefined;
};

/** Rows are handed over in pieces of this size. */
const ROWS_AT_ONCE = 500;

/**
 * The bytes of the file, as they are made; the return value says what could not be written.
 * @param rows values in the order of `spec.columns`
 * @throws SpreadsheetError `spreadsheet_too_large`; what `rows` throws
 */
export async function* writeWorkbook(
  spec: WorkbookSpec,
  rows: AsyncIterable<readonly CellToWrite[]> | Iterable<readonly CellToWrite[]>,
  options: WriteWorkbookOptions = {},
): AsyncGenerator<Uint8Array, WriteReport> {
  const limits = { ...SPREADSHEET_LIMITS, ...options.limits };
  const worker = await startSheetWorker(limits, options.signal);
  try {
    const styledCells = options.styledCells ?? MAX_STYLED_CELLS;
    await worker.ask({ type: "create", spec, styledCells }, "created");
    let count = 0;
    for await (const some of inPieces(rows)) {
      count += some.length;
      // One row is the header.
      if (count > MAX_SHEET_ROWS - 1) {
        const facts = { what: "rows", limit: MAX_SHEET_ROWS - 1 } as const;
        throw new SpreadsheetError("spreadsheet_too_large", facts);
      }
      yield* (await worker.ask({ type: "add", rows: some }, "bytes")).bytes;
    }
    const { bytes, report } = await worker.ask({ type: "finish" }, "finished");
    yield* bytes;
    return report;
  } finally {
    await worker.close();
  }
}

async function* inPieces<Item>(items: AsyncIterable<Item> | Iterable<Item>): AsyncGenerator<readonly Item[]> {
  let some: Item[] = [];
  for await (const item of items) {
    some.push(item);
    if (some.length < ROWS_AT_ONCE) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}
