/**
 * Bytes of an input file: checked as UTF-8, cut at characters, counted in lines, and bounded in the length of a row.
 */
import { isUtf8 } from "node:buffer";
import type { Hint } from "../hint.ts";
import { BrokenInput } from "./row.ts";

const PIECE = 32 * 1024;
const EMPTY = Buffer.alloc(0);

/** @throws BrokenInput with the line of the first byte that is no UTF-8, or NUL */
export async function* checkedBytes(input: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let line = 1;
  let rest: Buffer = EMPTY;
  for await (const chunk of input) {
    for (let from = 0; from < chunk.length; from += PIECE) {
      const piece = Buffer.from(chunk.buffer, chunk.byteOffset + from, Math.min(PIECE, chunk.length - from));
      const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
      const end = endOfLastCharacter(bytes);
      const ready = bytes.subarray(0, end);
      rest = bytes.subarray(end);
      if (ready.length === 0) continue;
      check(ready, line);
      line += countLines(ready);
      yield ready;
    }
  }
  if (rest.length > 0) throw notUtf8(line);
}

/** Where the last whole character ends; a cut one at the end is left for the next piece. */
function endOfLastCharacter(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] as number;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function check(bytes: Buffer, firstLine: number): void {
  if (!isUtf8(bytes)) throw notUtf8(firstLine + goodLines(bytes));
  const nul = bytes.indexOf(0);
  if (nul !== -1) {
    throw new BrokenInput({
      code: "not_text",
      line: firstLine + countLines(bytes.subarray(0, nul)),
      message: "a NUL byte: this is not text",
    });
  }
}

/** How many whole lines are before the first bad one. */
function goodLines(bytes: Buffer): number {
  let lines = 0;
  let from = 0;
  for (;;) {
    const end = bytes.indexOf(0x0a, from);
    if (end === -1 || !isUtf8(bytes.subarray(from, end))) return lines;
    lines++;
    from = end + 1;
  }
}

function notUtf8(line: number): BrokenInput {
  return new BrokenInput({
    code: "not_utf8",
    line,
    message: "not UTF-8",
    hint: "save it as CSV UTF-8 or XLSX, or convert it with iconv -f ENCODING -t UTF-8",
  });
}

/** How many times bytes hold a line feed. */
function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) lines++;
  return lines;
}

/** Bytes. */
export const MAX_ROW_BYTES = 1024 * 1024;

export function rowTooLong(line: number, hint?: Hint): BrokenInput {
  return new BrokenInput({
    code: "row_too_long",
    line,
    message: `the row is longer than ${MAX_ROW_BYTES / 1024 / 1024} MiB`,
    hint,
  });
}
