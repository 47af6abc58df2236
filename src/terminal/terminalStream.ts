/** An Output dressed as the part of a terminal stream that a spinner uses. */
import { Writable } from "node:stream";
import type { Output } from "../host.ts";

const FALLBACK_COLUMNS = 80;

/** Writes go straight to `output`; what can't be written is dropped. Never reports 0 columns. */
export function terminalStream(output: Output): Writable {
  const write = (text: string): boolean => {
    output.write(text).catch(() => {});
    return true;
  };
  const control = (sequence: string): boolean => write(`\u001b[${sequence}`);
  return Object.defineProperties(new Writable(), {
    isTTY: { value: true },
    // A terminal can shrink to 0 columns while the spinner turns.
    columns: { get: () => output.columns || FALLBACK_COLUMNS },
    // Straight through: a Writable of its own would write a moment later, when the spinner is gone.
    write: { value: (chunk: string | Uint8Array) => write(String(chunk)), writable: true },
    cursorTo: { value: (column: number) => control(`${column + 1}G`) },
    moveCursor: { value: (_across: number, down: number) => down < 0 && control(`${-down}A`) },
    clearLine: {
      value: (direction: number) => control(direction === 1 ? "0K" : direction === -1 ? "1K" : "2K"),
    },
  });
}
