/** CSV bytes → records, each with the line that it starts on. */
import type { CsvError, Parser } from "csv-parse";
import { MAX_ROW_BYTES, rowTooLong } from "../bytes.ts";
import { BrokenInput, type TypedCell } from "../row.ts";
import type { CsvDialect } from "./dialect.ts";

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
 * Batches as large as the chunks that came in. Blank lines are omitted. Records may differ in length.
 * @param input UTF-8 text without NUL
 * @throws BrokenInput where quotes are wrong or a row is too long
 */
export async function* csvRecords(
  input: AsyncIterable<Buffer>,
  dialect: CsvDialect,
): AsyncGenerator<readonly CsvRecord[]> {
  const { parse } = await import("csv-parse");
  let batch: CsvRecord[] = [];
  let line = 1;
  let sepLine = dialect.sepLine;
  let lastByte: number | undefined;
  const parser: Parser = parse({
    bom: true,
    delimiter: dialect.delimiter,
    record_delimiter: [...dialect.rowEnds],
    relax_column_count: true,
    max_record_size: MAX_ROW_BYTES,
    // Records are taken here and not from the stream: an error would throw away those that wait in it,
    // and its own count of lines takes a CRLF inside of quotes for two.
    on_record: (cells: readonly string[]) => {
      const blank = cells.length === 1 && cells[0] === "";
      const separator = sepLine && !blank;
      if (separator) sepLine = false;
      else if (!blank) batch.push({ line, cells });
      line += linesOf(cells, dialect);
      // Each record is held against itself: against the first one, every shorter one would cost an error with its stack.
      Object.assign(parser.info, { records: 0 });
      return undefined;
    },
  });
  // Every write reports its own error; without a listener the same error would crash the process.
  parser.on("error", () => {});
  try {
    for await (const bytes of input) {
      const error = await written(parser, bytes);
      lastByte = bytes.at(-1) ?? lastByte;
      yield batch;
      if (error) throw broken(error, line);
      batch = [];
    }
    const error = await ended(parser);
    yield lastByte === RETURN && !dialect.rowEnds.includes("\r") ? withoutReturn(batch) : batch;
    if (error) throw broken(error, line);
  } finally {
    parser.destroy();
  }
}

const RETURN = 0x0d;

/** A file whose last line feed was stripped: the CR in front of it is no text. */
function withoutReturn(batch: readonly CsvRecord[]): readonly CsvRecord[] {
  return batch.map((record, at) => {
    if (at < batch.length - 1) return record;
    const last = (record.cells.at(-1) ?? "").replace(/\r$/, "");
    return { ...record, cells: [...record.cells.slice(0, -1), last] };
  });
}

function linesOf(cells: readonly string[], { rowEnds }: CsvDialect): number {
  let lines = 1;
  for (const cell of cells) {
    if (rowEnds.length === 3) lines += cell.match(/\r\n|\r|\n/g)?.length ?? 0;
    else for (let at = cell.indexOf("\n"); at !== -1; at = cell.indexOf("\n", at + 1)) lines++;
  }
  return lines;
}

function written(parser: Parser, bytes: Buffer): Promise<CsvError | null | undefined> {
  return new Promise((resolve) => {
    parser.write(bytes, (error) => resolve(error as CsvError | null | undefined));
  });
}

function ended(parser: Parser): Promise<CsvError | undefined> {
  return new Promise((resolve) => {
    parser.once("error", (error) => resolve(error as CsvError));
    parser.once("finish", () => resolve(undefined));
    parser.end();
  });
}

function broken(error: CsvError, line: number): Error {
  const hint = 'quote cells with quotes, delimiters or line breaks "like ""this"""';
  switch (error.code as string) {
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
      return error;
  }
}
