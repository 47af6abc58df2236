/** Reads rows, good and bad, one by one in the order of the input. */
import { usage } from "../failure.ts";
import { option, say } from "../hint.ts";
import { startsWithMisreadMark } from "../text/cells/encodingDamage.ts";
import { checkedBytes } from "./bytes.ts";
import { cellRow } from "./csv/cells.ts";
import { csvDialect } from "./csv/dialect.ts";
import { type Header, namedColumns, readHeader, suggestColumn } from "./csv/header.ts";
import { encodingProblem } from "./csv/oddNames.ts";
import { type CsvRecord, csvRecords } from "./csv/records.ts";
import { formatByContent, formatByEnding, type InputFormat, refuseForeign } from "./format.ts";
import { jsonArray } from "./json/array.ts";
import { containerProblem } from "./json/containers.ts";
import { KnownKeys } from "./json/knownKeys.ts";
import { jsonLines, jsonPieces } from "./json/lines.ts";
import { objectRow } from "./json/objects.ts";
import { checkOptionsForJson, checkRowsOptions, DEFAULT_ID_COLUMN, type RowsOptions } from "./options.ts";
import { BrokenInput, quoted, type Row, type RowProblem, type RowReadResult, rowsFailure } from "./row.ts";
import { cellRecords, isCellRecords } from "./sheets/cellRecords.ts";

/** @returns the first bytes (at least `size` unless the input is shorter), and all of the input including them */
async function peek(
  iterator: AsyncIterator<Uint8Array>,
  size: number,
): Promise<{ readonly head: Buffer; readonly all: AsyncIterable<Uint8Array> }> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length < size) {
    const next = await iterator.next();
    if (next.done) break;
    chunks.push(next.value);
    length += next.value.length;
  }
  return { head: Buffer.concat(chunks), all: replay(chunks, iterator) };
}

async function* replay(
  chunks: Uint8Array[],
  iterator: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  // Taken off one by one: a large first chunk must not stay in memory for the whole run.
  for (let chunk = chunks.shift(); chunk !== undefined; chunk = chunks.shift()) yield chunk;
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
}

/**
 * Reads rows in constant memory. Rows that set nothing (all cells empty) are omitted. Deals that come twice are not
 * noticed here: `lintRows` is the pass that does, and says which rows to omit.
 * @param options.leaveOut indexes of rows that repeat an earlier one, ascending, as `lintRows` found them
 * @throws Failure of kind usage at the first problem; errors of the input itself
 */
export async function* readRows(
  input: AsyncIterable<Uint8Array>,
  options: RowsOptions & { readonly leaveOut?: readonly number[] | undefined } = {},
): AsyncGenerator<Row> {
  const leaveOut = options.leaveOut ?? [];
  let nextOut = 0;
  for await (const batch of scanRows(input, options)) {
    for (const result of batch) {
      if (result.kind === "problem") throw rowsFailure(options.name ?? "stdin", [result.problem]);
      if (result.kind === "unchanged") continue;
      if (leaveOut[nextOut] === result.row.index) nextOut++;
      else yield result.row;
    }
  }
}

const HEAD = 64 * 1024;

/**
 * Batches as large as the chunks that come in; the memory used does not depend on the length of the input.
 * What can't be read any further is the last problem. The input is closed at the end, also when left early.
 * @throws Failure of kind usage for options that make no sense and input that is no text; errors of the input itself
 */
export async function* scanRows(
  input: AsyncIterable<Uint8Array>,
  options: RowsOptions,
): AsyncGenerator<readonly RowReadResult[]> {
  checkRowsOptions(options);
  const iterator = input[Symbol.asyncIterator]();
  try {
    const { head, all } = await peek(iterator, HEAD);
    const name = options.name ?? "stdin";
    refuseForeign(head, name);
    if (isCellRecords(head)) {
      yield* cells(cellRecords(checkedBytes(all)), options);
      return;
    }
    const format = inputFormatOf(head, options);
    if (head.length === 0 && format !== "ndjson") {
      throw usage(
        "empty_input",
        `${name} is empty`,
        say`empty input is valid as NDJSON: ${option("inputFormat", "ndjson")}`,
      );
    }
    const start = head.toString("utf8", 0, 12);
    const misread = startsWithMisreadMark(start) ? encodingProblem([start], 1) : undefined;
    if (misread !== undefined) throw new BrokenInput(misread);
    const bytes = checkedBytes(all);
    if (format === "csv" || format === "tsv") {
      const idColumn = options.idColumn ?? DEFAULT_ID_COLUMN;
      const dialect = csvDialect(head, idColumn, format === "tsv" ? "\t" : undefined);
      yield* cells(csvRecords(bytes, dialect), options);
      return;
    }
    const container = containerProblem(head.toString("utf8"));
    if (container !== undefined) throw new BrokenInput(container);
    yield* objects(bytes, format, options);
  } catch (error) {
    if (!(error instanceof BrokenInput)) throw error;
    yield [{ kind: "problem", problem: error.problem }];
  } finally {
    await iterator.return?.();
  }
}

/** What the input is read as. @param head its first bytes */
export function inputFormatOf(head: Buffer, options: RowsOptions): InputFormat {
  return options.format ?? formatByEnding(options.name ?? "") ?? formatByContent(head);
}

/** The names of the columns, whatever is wrong with them; undefined for JSON and for a file without a header. */
export async function headerOf(
  input: AsyncIterable<Uint8Array>,
  options: RowsOptions,
): Promise<readonly string[] | undefined> {
  const iterator = input[Symbol.asyncIterator]();
  try {
    const { head, all } = await peek(iterator, HEAD);
    const bytes = checkedBytes(all);
    if (!isCellRecords(head)) refuseForeign(head, options.name ?? "stdin");
    const format = inputFormatOf(head, options);
    if (!isCellRecords(head) && format !== "csv" && format !== "tsv") return undefined;
    const delimiter = format === "tsv" ? "\t" : undefined;
    const batches = isCellRecords(head)
      ? cellRecords(bytes)
      : csvRecords(bytes, csvDialect(head, options.idColumn ?? DEFAULT_ID_COLUMN, delimiter));
    for await (const [first] of batches) if (first !== undefined) return first.cells;
    return undefined;
  } catch (error) {
    if (!(error instanceof BrokenInput)) throw error;
    throw rowsFailure(options.name ?? "stdin", [error.problem]);
  } finally {
    await iterator.return?.();
  }
}

async function* cells(
  batches: AsyncIterable<readonly CsvRecord[]>,
  options: RowsOptions,
): AsyncGenerator<readonly RowReadResult[]> {
  let header: Header | undefined;
  let rows = 0;
  for await (const records of batches) {
    const found: RowReadResult[] = [];
    for (const [at, record] of records.entries()) {
      if (header !== undefined) {
        if (cellRow(record, { header, options, index: rows }, found)) rows++;
        continue;
      }
      header = readHeader(record.cells, record.line, options);
      if (header.problems.length === 0) continue;
      const hasId = header.columns.some(({ use }) => use === "id");
      const lower = hasId ? undefined : lowerHeader(records.slice(at + 1), options);
      const problems = lower === undefined ? header.problems : [lower];
      yield problems.map((problem) => ({ kind: "problem", problem }));
      return;
    }
    yield found;
  }
  if (header === undefined) {
    throw new BrokenInput({
      code: "missing_header",
      line: 1,
      message: "no header, only blank lines",
    });
  }
}

/** So many lines may be a title above the header. */
const TITLE_LINES = 20;

/** The header seems to be on a later line: there is a title above it. */
function lowerHeader(below: readonly CsvRecord[], options: RowsOptions): RowProblem | undefined {
  const idColumn = options.idColumn ?? DEFAULT_ID_COLUMN;
  const found = below
    .slice(0, TITLE_LINES)
    .find((record) => record.cells.length > 1 && record.cells.includes(idColumn));
  if (found === undefined) return undefined;
  return {
    code: "title_above_header",
    line: 1,
    message: `the header seems to be on line ${found.line}, but must be the first line`,
    hint: `delete the lines above line ${found.line}`,
  };
}

async function* objects(
  bytes: AsyncIterable<Buffer>,
  format: "ndjson" | "json",
  options: RowsOptions,
): AsyncGenerator<readonly RowReadResult[]> {
  checkOptionsForJson(options);
  const named = namedColumns(options);
  const keys = new KnownKeys(
    options,
    named.map(([, name]) => name),
  );
  let pieces = 0;
  let rows = 0;
  for await (const batch of jsonPieces(bytes, format === "json" ? jsonArray() : jsonLines())) {
    pieces += batch.length;
    const found: RowReadResult[] = [];
    for (const piece of batch) if (objectRow(piece, { options, keys, index: rows }, found)) rows++;
    yield found;
  }
  if (pieces === 0) return;
  // Rows may differ in their keys; a column that no row has was mistyped.
  yield named
    .filter(([, name]) => !keys.seen.has(name))
    .map(([flag, name]) => ({ kind: "problem", problem: neverSeen(flag, name, [...keys.seen]) }));
}

function neverSeen(flag: string, name: string, names: readonly string[]): RowProblem {
  return {
    code: "unknown_column",
    line: 1,
    message: `${flag}: no row has the key ${quoted(name)}`,
    hint: suggestColumn(name, names),
  };
}
