/** Bytes → the JSON texts of the rows in them. NDJSON has one a line. */
import { LineCutter } from "../../files/lines.ts";
import { MAX_ROW_BYTES, rowTooLong } from "../bytes.ts";

/** Cuts at line feeds alone: U+2028 and its kin are text. Blank lines are omitted; the last line needs no end. */
export function jsonLines(): JsonSplitter {
  let line = 1;
  const cutter = new LineCutter(MAX_ROW_BYTES, () => rowTooLong(line, "NDJSON has one JSON object per line"));
  const add = (bytes: Buffer, found: JsonPiece[]): void => {
    const text = bytes.toString("utf8");
    const piece = line === 1 ? text.replace(/^\uFEFF/, "") : text;
    if (piece.trim() !== "") found.push({ text: piece, line });
    line++;
  };
  return {
    push: (bytes, found) => cutter.push(bytes, (row) => add(row, found)),
    end: (found) => {
      const rest = cutter.rest();
      if (rest !== undefined) add(rest, found);
    },
  };
}

/** The text of one row. `line` is its first one, from 1; `item` its place in a JSON array, from 1. */
export type JsonPiece = { readonly text: string; readonly line: number; readonly item?: number };

/** Cuts bytes into pieces, however they arrive. Both throw BrokenInput where the rest makes no sense. */
export type JsonSplitter = {
  /** Adds to `found` what has become complete, before it throws. */
  push(bytes: Buffer, found: JsonPiece[]): void;
  /** At the end of the input: adds the last piece, or says that the input is cut. */
  end(found: JsonPiece[]): void;
};

/** Batches as large as the chunks that came in. @throws BrokenInput */
export async function* jsonPieces(
  input: AsyncIterable<Buffer>,
  splitter: JsonSplitter,
): AsyncGenerator<readonly JsonPiece[]> {
  for await (const bytes of input) {
    const found: JsonPiece[] = [];
    const error = attempt(() => splitter.push(bytes, found));
    yield found;
    if (error !== undefined) throw error;
  }
  const found: JsonPiece[] = [];
  const error = attempt(() => splitter.end(found));
  yield found;
  if (error !== undefined) throw error;
}

function attempt(step: () => void): unknown {
  try {
    step();
    return undefined;
  } catch (error) {
    return error;
  }
}
