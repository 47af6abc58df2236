/** Cuts CSV bytes at the ends of rows. A line end behind an odd number of quotes is text. */
import { MAX_ROW_BYTES } from "../bytes.ts";
import type { CsvDialect } from "./dialect.ts";

/** `line` is the first one of the row, from 1. */
export type RawRow = PlainRow | ParserRow;

/** A row without quotes, and without its line end. */
export type PlainRow = { readonly line: number; readonly text: string };

/** A row with quotes, or one that may be too long; with its line end, where it has one. */
export type ParserRow = { readonly line: number; readonly bytes: Buffer; readonly text?: undefined };

const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const QUOTE = 0x22;
const EMPTY = Buffer.alloc(0);
const MARK = Buffer.from("\uFEFF");

export class RowCutter {
  readonly #hasLoneReturns: boolean;
  #line = 1;
  #isStart = true;
  #rest: Buffer = EMPTY;

  constructor({ rowEnds }: CsvDialect) {
    this.#hasLoneReturns = rowEnds.includes("\r");
  }

  /** What is behind the last row that is complete. */
  get rest(): ParserRow {
    return { line: this.#line, bytes: this.#rest };
  }

  /** @returns the rows that are complete by now */
  push(bytes: Buffer): readonly RawRow[] {
    const first = this.#isStart && bytes.indexOf(MARK) === 0 ? bytes.subarray(MARK.length) : bytes;
    this.#isStart = false;
    const all = this.#rest.length === 0 ? first : Buffer.concat([this.#rest, first]);
    const hasQuotes = all.includes(QUOTE);
    const rows: RawRow[] = [];
    let start = 0;
    let lines = 0;
    let isQuoted = false;
    let isOpen = false;
    for (let from = 0; ; ) {
      const end = this.#lineEnd(all, from);
      if (end === undefined) break;
      lines++;
      if (hasQuotes) {
        const quotes = count(all, QUOTE, from, end.from);
        isQuoted ||= quotes > 0;
        isOpen = isOpen !== (quotes % 2 === 1);
      }
      from = end.to;
      if (isOpen) continue;
      rows.push(
        isQuoted || end.from - start > MAX_ROW_BYTES
          ? { line: this.#line, bytes: all.subarray(start, from) }
          : { line: this.#line, text: all.toString("utf8", start, end.from) },
      );
      this.#line += lines;
      start = from;
      lines = 0;
      isQuoted = false;
    }
    // A copy: the piece may be used again for the next one.
    this.#rest = Buffer.from(all.subarray(start));
    return rows;
  }

  /** @returns the last row, where it has no line end; a CR that lost its line feed is no text */
  end(): readonly RawRow[] {
    const bytes = this.#rest.at(-1) === RETURN ? this.#rest.subarray(0, -1) : this.#rest;
    if (bytes.length === 0) return [];
    const takesParser = bytes.includes(QUOTE) || bytes.length > MAX_ROW_BYTES;
    return [takesParser ? { line: this.#line, bytes } : { line: this.#line, text: bytes.toString("utf8") }];
  }

  /** The first line end from there on; undefined where it is not known yet. */
  #lineEnd(bytes: Buffer, from: number): { readonly from: number; readonly to: number } | undefined {
    if (!this.#hasLoneReturns) {
      const at = bytes.indexOf(LINE_FEED, from);
      if (at === -1) return undefined;
      return { from: at > from && bytes[at - 1] === RETURN ? at - 1 : at, to: at + 1 };
    }
    let at = from;
    while (at < bytes.length && bytes[at] !== LINE_FEED && bytes[at] !== RETURN) at++;
    if (bytes[at] === LINE_FEED) return { from: at, to: at + 1 };
    // At the end of a piece, the line feed of a CR may be in the next one.
    if (at + 1 >= bytes.length) return undefined;
    return { from: at, to: bytes[at + 1] === LINE_FEED ? at + 2 : at + 1 };
  }
}

function count(bytes: Buffer, byte: number, from: number, to: number): number {
  let found = 0;
  for (let at = from; at < to; at++) if (bytes[at] === byte) found++;
  return found;
}
