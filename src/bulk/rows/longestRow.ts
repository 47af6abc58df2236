/** How long one row may be: what bounds the memory that a hostile or broken file can take. */
import { BrokenInput } from "./problem.ts";

/** Bytes. */
export const LONGEST_ROW = 1024 * 1024;

export function rowTooLong(line: number, hint?: string): BrokenInput {
  return new BrokenInput({
    code: "row_too_long",
    line,
    message: `the row is longer than ${LONGEST_ROW / 1024 / 1024} MiB`,
    hint,
  });
}
