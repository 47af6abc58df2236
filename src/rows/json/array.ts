/** A JSON array of any length, one element at a time. */
import { type Hint, option, say } from "../../hint.ts";
import { MAX_ROW_BYTES, rowTooLong } from "../bytes.ts";
import { BrokenInput } from "../row.ts";
import type { JsonPiece, JsonSplitter } from "./lines.ts";

/**
 * Only finds where elements start and end; what is in them is for the JSON parser to judge.
 * - `outside`: before the `[`
 * - `first`: behind the `[`, where an element or the `]` may be
 * - `next`: behind a comma, where an element must be
 * - `element`: in one
 * - `done`: behind the `]`
 */
type State = "outside" | "first" | "next" | "element" | "done";

const BOM = Buffer.from("\uFEFF");
const [QUOTE, BACKSLASH, COMMA, OPEN, CLOSE, OPEN_BRACE, CLOSE_BRACE, LINE_FEED] = Buffer.from(
  '"\\,[]{}\n',
) as unknown as [number, number, number, number, number, number, number, number];

export function jsonArray(): JsonSplitter {
  let state: State = "outside";
  let line = 1;
  let startLine = 1;
  let item = 0;
  let depth = 0;
  let inText = false;
  let escaped = false;
  let seen = 0;
  let waiting: Buffer[] = [];
  let length = 0;

  const keep = (bytes: Buffer): void => {
    length += bytes.length;
    if (length > MAX_ROW_BYTES) throw rowTooLong(startLine);
    waiting.push(bytes);
  };
  const take = (found: JsonPiece[]): void => {
    found.push({ text: Buffer.concat(waiting).toString("utf8"), line: startLine, item });
    waiting = [];
    length = 0;
  };
  const bad = (message: string, hint?: Hint): BrokenInput =>
    new BrokenInput({ code: "bad_json", line, ...(item > 0 ? { item } : {}), message, hint });

  return {
    push(bytes, found) {
      let from = 0;
      for (let at = 0; at < bytes.length; at++, seen++) {
        const byte = bytes[at] as number;
        if (byte === LINE_FEED) line++;
        if (state === "element") {
          if (inText) {
            if (escaped) escaped = false;
            else if (byte === BACKSLASH) escaped = true;
            else if (byte === QUOTE) inText = false;
          } else if (byte === QUOTE) inText = true;
          else if (byte === OPEN || byte === OPEN_BRACE) depth++;
          else if (depth > 0) {
            if (byte === CLOSE || byte === CLOSE_BRACE) depth--;
          } else if (byte === COMMA || byte === CLOSE) {
            keep(bytes.subarray(from, at));
            take(found);
            state = byte === COMMA ? "next" : "done";
          } else if (byte === CLOSE_BRACE) throw bad("unexpected }");
          continue;
        }
        if (isSpace(byte)) continue;
        if (state === "outside") {
          if (byte === OPEN) state = "first";
          else if (byte !== BOM[seen]) throw notAnArray(byte, line);
        } else if (state === "done") throw bad("text after the end of the array");
        else if (state === "first" && byte === CLOSE) state = "done";
        else if (byte === COMMA || byte === CLOSE) throw bad("missing array element");
        else {
          state = "element";
          from = at;
          startLine = line;
          item++;
          inText = byte === QUOTE;
          escaped = false;
          depth = byte === OPEN || byte === OPEN_BRACE ? 1 : 0;
        }
      }
      if (state === "element") keep(bytes.subarray(from));
    },
    end() {
      if (state === "done") return;
      if (state === "outside") throw bad("no JSON array found");
      throw bad("the array is incomplete: ] is missing", "download or write the file again");
    },
  };
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

function notAnArray(byte: number, line: number): BrokenInput {
  return new BrokenInput({
    code: "bad_json",
    line,
    message: "not a JSON array of rows",
    hint:
      byte === OPEN_BRACE
        ? say`add [ and ] around the objects, or use NDJSON with one object per line: ${option("inputFormat", "ndjson")}`
        : 'write [{"id": "…", "deal_stage": "qualified"}]',
  });
}
