/** All that is in the input, good and bad, in its order. */
import { usage } from "../../failure.ts";
import { cellRow } from "./cellRow.ts";
import { checkedBytes } from "./checkedBytes.ts";
import { csvDialect } from "./csvDialect.ts";
import { csvRecords } from "./csvRecords.ts";
import type { Found } from "./found.ts";
import { type Header, namedColumns, readHeader } from "./header.ts";
import { formatByContent, formatByEnding, type InputFormat, refuseForeign } from "./inputFormat.ts";
import { jsonArray } from "./jsonArray.ts";
import { jsonLines } from "./jsonLines.ts";
import { jsonPieces } from "./jsonPieces.ts";
import { likeliest } from "./likeliest.ts";
import { objectRow } from "./objectRow.ts";
import { peek } from "./peek.ts";
import { BrokenInput, quoted, type RowProblem } from "./problem.ts";
import { checkOptionsForJson, checkRowsOptions, DEFAULT_ID_COLUMN, type RowsOptions } from "./rowsOptions.ts";

const HEAD = 64 * 1024;

/**
 * Batches as large as the chunks that come in; the memory used does not depend on the length of the input.
 * What can't be read any further is the last problem. The input is closed at the end, also when left early.
 * @throws Failure of kind usage for options that make no sense and input that is no text; errors of the input itself
 */
export async function* scanRows(
  input: AsyncIterable<Uint8Array>,
  options: RowsOptions,
): AsyncGenerator<readonly Found[]> {
  checkRowsOptions(options);
  const iterator = input[Symbol.asyncIterator]();
  try {
    const { head, all } = await peek(iterator, HEAD);
    const name = options.name ?? "stdin";
    refuseForeign(head, name);
    const format = formatOf(head, options);
    if (head.length === 0 && format !== "ndjson") {
      throw usage("empty_input", `${name} is empty`, "an empty NDJSON input is fine: --input-format ndjson");
    }
    const bytes = checkedBytes(all);
    if (format === "csv" || format === "tsv") yield* sheet(bytes, head, format, options);
    else yield* objects(bytes, format, options);
  } catch (error) {
    if (!(error instanceof BrokenInput)) throw error;
    yield [{ kind: "problem", problem: error.problem }];
  } finally {
    await iterator.return?.();
  }
}

/** What the input is read as. @param head its first bytes */
export function formatOf(head: Buffer, options: RowsOptions): InputFormat {
  return options.format ?? formatByEnding(options.name ?? "") ?? formatByContent(head);
}

async function* sheet(
  bytes: AsyncIterable<Buffer>,
  head: Buffer,
  format: "csv" | "tsv",
  options: RowsOptions,
): AsyncGenerator<readonly Found[]> {
  const dialect = csvDialect(
    head,
    options.idColumn ?? DEFAULT_ID_COLUMN,
    format === "tsv" ? "\t" : undefined,
  );
  let header: Header | undefined;
  for await (const records of csvRecords(bytes, dialect)) {
    const found: Found[] = [];
    for (const record of records) {
      if (header !== undefined) {
        found.push(...cellRow(record, header, options));
        continue;
      }
      header = readHeader(record.cells, record.line, options);
      if (header.problems.length === 0) continue;
      yield header.problems.map((problem) => ({ kind: "problem", problem }));
      return;
    }
    yield found;
  }
  if (header === undefined) {
    throw new BrokenInput({
      code: "missing_header",
      line: 1,
      message: "there is no header, only blank lines",
    });
  }
}

async function* objects(
  bytes: AsyncIterable<Buffer>,
  format: "ndjson" | "json",
  options: RowsOptions,
): AsyncGenerator<readonly Found[]> {
  checkOptionsForJson(options);
  const named = new Set(namedColumns(options).map(([, name]) => name));
  const seen = new Set<string>();
  const see = (key: string): void => {
    // Bounded: other keys are only for "did you mean".
    if (named.has(key) || seen.size < 1000) seen.add(key);
  };
  let pieces = 0;
  for await (const batch of jsonPieces(bytes, format === "json" ? jsonArray() : jsonLines())) {
    pieces += batch.length;
    yield batch.flatMap((piece) => objectRow(piece, options, see));
  }
  if (pieces === 0) return;
  // Rows may differ in their keys; a column that no row has was mistyped.
  yield namedColumns(options)
    .filter(([, name]) => !seen.has(name))
    .map(([flag, name]) => ({ kind: "problem", problem: neverSeen(flag, name, [...seen]) }));
}

function neverSeen(flag: string, name: string, names: readonly string[]): RowProblem {
  return {
    code: "unknown_column",
    line: 1,
    message: `${flag} names the key ${quoted(name)}, which no row has`,
    hint: likeliest(name, names),
  };
}
