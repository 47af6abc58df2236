/** NDJSON: one JSON text a line. */
import type { JsonPiece, JsonSplitter } from "./jsonPieces.ts";
import { LONGEST_ROW, rowTooLong } from "./longestRow.ts";

const LINE_FEED = 0x0a;

/** Cuts at line feeds alone: U+2028 and its kin are text. Blank lines are left out; the last line needs no end. */
export function jsonLines(): JsonSplitter {
  let line = 1;
  let waiting: Buffer[] = [];
  let length = 0;

  const add = (bytes: Buffer): void => {
    length += bytes.length;
    if (length > LONGEST_ROW) throw rowTooLong(line, "NDJSON has one JSON object on each line");
    waiting.push(bytes);
  };
  const take = (found: JsonPiece[]): void => {
    const text = (waiting.length === 1 ? (waiting[0] as Buffer) : Buffer.concat(waiting)).toString("utf8");
    const piece = line === 1 ? text.replace(/^\uFEFF/, "") : text;
    if (piece.trim() !== "") found.push({ text: piece, line });
    waiting = [];
    length = 0;
  };

  return {
    push(bytes, found) {
      let from = 0;
      for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, from)) {
        add(bytes.subarray(from, at));
        take(found);
        line++;
        from = at + 1;
      }
      if (from < bytes.length) add(bytes.subarray(from));
    },
    end: take,
  };
}
