/** Texts that a spreadsheet cell can hold, and marks for those that it cannot. */
import { MAX_CELL_CHARACTERS } from "./limits.ts";

/** Why a text cannot be in a cell; undefined: it can. */
export function unwritable(text: string): "too_long" | "unwritable_character" | undefined {
  if (text.length > MAX_CELL_CHARACTERS) return "too_long";
  // LibreOffice drops every row from U+FFFE or U+FFFF on; a lone surrogate becomes U+FFFD.
  return /[\uFFFE\uFFFF]/.test(text) || !text.isWellFormed() ? "unwritable_character" : undefined;
}

const LEFT_OUT =
  /^\[not exported: (?:\d+ characters, too long for a cell|a character that XLSX cannot hold)\]$/;

/** What is in the cell instead. */
export function leftOutMark(text: string): string {
  return unwritable(text) === "too_long"
    ? `[not exported: ${text.length} characters, too long for a cell]`
    : "[not exported: a character that XLSX cannot hold]";
}

/** True for a cell that still holds the mark of a value that was not exported. */
export function isLeftOutMark(cell: string): boolean {
  return LEFT_OUT.test(cell);
}

/**
 * The text as it goes into the file: `_x0041_` is the file format's own escape for a character, so that its underscore
 * is escaped where it is meant.
 */
export function escapeCellText(text: string): string {
  return text.replace(/_(?=x[0-9A-Fa-f])/g, "_x005F_");
}

/** The most significant digits that a spreadsheet keeps. */
const KEPT_DIGITS = 15;

/** The number that a cell can hold without loss; undefined: it has to go into the file as text. */
export function cellNumber(digits: string): number | undefined {
  const significant = (digits.split(/e/i)[0] ?? "")
    .replace(/[-.]/g, "")
    .replace(/^0+/, "")
    .replace(/0+$/, "");
  const value = Number(digits);
  if (significant.length > KEPT_DIGITS || !Number.isFinite(value)) return undefined;
  // Outside of this range spreadsheets store 0 or nothing; a negative zero loses its sign.
  const size = Math.abs(value);
  if (significant === "") return digits.startsWith("-") ? undefined : 0;
  return size >= 1e-300 && size <= 1e300 ? value : undefined;
}
