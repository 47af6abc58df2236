/** Rows with quotes → their cells. */
import { MAX_ROW_BYTES } from "../bytes.ts";
import type { CsvDialect } from "./dialect.ts";
import type { ParserRow } from "./rowCutter.ts";

/** What the parser says of the first row that is broken. */
export type QuoteError = { readonly code: string };

/**
 * @param rows whole rows with their line ends; the last one may lack it
 * @returns the cells of each row in front of the first one that is broken, and what is wrong with that
 */
export async function parseQuotedRows(
  rows: readonly ParserRow[],
  dialect: CsvDialect,
): Promise<{ readonly records: readonly (readonly string[])[]; readonly error?: QuoteError | undefined }> {
  const { Parser } = await import("csv-parse");
  const parser = new Parser({
    delimiter: dialect.delimiter,
    record_delimiter: [...dialect.rowEnds],
    relax_column_count: true,
    max_record_size: MAX_ROW_BYTES,
  });
  const records: (readonly string[])[] = [];
  // Records are taken here and not from the stream: an error would throw away those that wait in it. `on_record` would
  // do as well, and takes as long as the rest of the parser.
  parser.push = (cells: readonly string[] | null): boolean => {
    if (cells !== null) records.push(cells);
    // Each record is held against itself: against the first one, every shorter one would cost an error with its stack.
    Object.assign(parser.info, { records: 0 });
    return true;
  };
  const error = await new Promise<QuoteError | undefined>((resolve) => {
    parser.on("error", (error) => resolve(error as unknown as QuoteError));
    parser.on("finish", () => resolve(undefined));
    parser.end(Buffer.concat(rows.map(({ bytes }) => bytes)));
  });
  parser.destroy();
  return { records, error };
}
