/** CSV bytes → records, each with the line that it starts on. */
import { MAX_ROW_BYTES, rowTooLong } from "../bytes.ts";
import { BrokenInput, type TypedCell } from "../row.ts";
import type { CsvDialect } from "./dialect.ts";
import { parseQuotedRows, type QuoteError } from "./quotedRows.ts";
import { type ParserRow, type RawRow, RowCutter } from "./rowCutter.ts";

/** One record, the header included. `line` is the first one of the record, from 1. */
export type CsvRecord = {
  readonly line: number;
  readonly cells: readonly string[];
  /** What the cells of a spreadsheet are; undefined for an empty one. */
  readonly typed?: readonly (SheetValue | undefined)[] | undefined;
};

/** A cell of a spreadsheet without its text. */
export type SheetValue = TypedCell | { readonly kind: "text" | "error" | "formula" };

/**
 * Batches as large as the chunks that came in. Blank lines are omitted. Records may differ in length. A row without quotes is
 * its text between the delimiters; only rows with quotes take a parser, which is ten times as slow.
 * @param input UTF-8 text without NUL
 * @throws BrokenInput where quotes are wrong or a row is too long
 */
export async function* csvRecords(
  input: AsyncIterable<Buffer>,
  dialect: CsvDialect,
): AsyncGenerator<readonly CsvRecord[]> {
  const cutter = new RowCutter(dialect);
  let skipSeparator = dialect.sepLine;
  const read = async (rows: readonly RawRow[]): Promise<Batch> => {
    const batch = await recordsOf(rows, dialect);
    if (!skipSeparator || batch.records.length === 0) return batch;
    skipSeparator = false;
    return { ...batch, records: batch.records.slice(1) };
  };
  let checkedBytes = MAX_ROW_BYTES;
  for await (const bytes of input) {
    const { records, error } = await read(cutter.push(bytes));
    yield records;
    if (error !== undefined) throw error;
    const { rest } = cutter;
    if (rest.bytes.length <= MAX_ROW_BYTES) checkedBytes = MAX_ROW_BYTES;
    if (rest.bytes.length <= checkedBytes) continue;
    checkedBytes *= 2;
    await refuseLongRow(rest, dialect);
  }
  const { records, error } = await read(cutter.end());
  yield records;
  if (error !== undefined) throw error;
}

type Batch = { readonly records: readonly CsvRecord[]; readonly error?: Error | undefined };

/** The records in front of the first row that is broken, and what is wrong with it. */
async function recordsOf(rows: readonly RawRow[], dialect: CsvDialect): Promise<Batch> {
  const quoted = rows.filter((row): row is ParserRow => row.text === undefined);
  const parsed = quoted.length === 0 ? undefined : await parseQuotedRows(quoted, dialect);
  const records: CsvRecord[] = [];
  let nextQuoted = 0;
  for (const { line, text } of rows) {
    if (text !== undefined) {
      if (text !== "") records.push({ line, cells: text.split(dialect.delimiter) });
      continue;
    }
    const cells = parsed?.records[nextQuoted++];
    if (cells === undefined) return { records, error: broken(parsed?.error, line) };
    if (cells.length > 1 || cells[0] !== "") records.push({ line, cells });
  }
  return { records };
}

/** The parser counts characters, of up to 3 bytes: a longer row is too long, or has nothing but delimiters. */
const LONGEST_REST = 4 * MAX_ROW_BYTES;

/** @throws BrokenInput where the row is broken already, or too long whatever follows */
async function refuseLongRow(row: ParserRow, dialect: CsvDialect): Promise<void> {
  const { error } = await parseQuotedRows([row], dialect);
  const isOpen = error === undefined || error.code === "CSV_QUOTE_NOT_CLOSED";
  if (!isOpen || row.bytes.length > LONGEST_REST) {
    throw broken(isOpen ? { code: "CSV_MAX_RECORD_SIZE" } : error, row.line);
  }
}

function broken(error: QuoteError | undefined, line: number): Error {
  const hint = 'quote cells with quotes, delimiters or line breaks "like ""this"""';
  switch (error?.code) {
    case "CSV_MAX_RECORD_SIZE":
      return rowTooLong(line, "close the quote that starts the cell");
    case "CSV_QUOTE_NOT_CLOSED":
      return new BrokenInput({ code: "bad_csv", line, message: "the quote is not closed", hint });
    case "INVALID_OPENING_QUOTE":
      return new BrokenInput({
        code: "bad_csv",
        line,
        message: "quote inside an unquoted cell",
        hint,
      });
    case "CSV_INVALID_CLOSING_QUOTE":
      return new BrokenInput({ code: "bad_csv", line, message: "text after a closing quote", hint });
    default:
      return error instanceof Error ? error : new Error(`line ${line} has no record`);
  }
}
