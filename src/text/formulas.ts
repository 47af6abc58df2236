/** CSV cells that no program takes for something to run, and the way back to the text they were. */
import { SKIPPED_BY_RUNNER } from "./escape.ts";

/**
 * Spreadsheets take these for the start of a formula, some of them after white space too. An apostrophe is in the list so
 * that the way back is unambiguous.
 */
const STARTER = "(?:['\\t\\r\\n]|[\\s\\p{Cf}]*[=+\\-@＝＋－＠])";
const FORMULA = new RegExp(`^${STARTER}`, "u");
const GUARDED_FORMULA = new RegExp(`^'${STARTER}`, "u");

// A cell may hold several lines, and each of them is a line of the build log (see safeLines).
const LINE_START = `((?:^|[\\n\\r])(?:${SKIPPED_BY_RUNNER})*)`;
const COMMAND = new RegExp(`${LINE_START}('*):(?=\\p{DI}*:)`, "gu");
const GUARDED_COMMAND = new RegExp(`${LINE_START}'('*):(?=\\p{DI}*:)`, "gu");
const OLD_COMMAND = /(#\p{DI}*#\p{DI}*)('*)(?=\[)/gu;
const GUARDED_OLD_COMMAND = /(#\p{DI}*#\p{DI}*)'('*)(?=\[)/gu;
const MAYBE_COMMAND = /:\p{DI}*:|#\p{DI}*#/u;

/**
 * Puts an apostrophe in front of what a spreadsheet would run (a leading `= + - @`, tab, line break, or their full-width
 * forms) and inside what GitHub Actions would obey (`::` at the start of a line, `##[`). A leading apostrophe gets another.
 */
export function neutralise(cell: string): string {
  const lines = MAYBE_COMMAND.test(cell) ? guardCommands(cell) : cell;
  return FORMULA.test(lines) ? `'${lines}` : lines;
}

/** The text that `neutralise` was given. Cells it never touched come back unchanged. */
export function unneutralise(cell: string): string {
  const lines = GUARDED_FORMULA.test(cell) ? cell.slice(1) : cell;
  if (!lines.includes("'")) return lines;
  return lines.replace(GUARDED_OLD_COMMAND, "$1$2").replace(GUARDED_COMMAND, "$1$2:");
}

function guardCommands(cell: string): string {
  return cell.replace(COMMAND, "$1'$2:").replace(OLD_COMMAND, "$1'$2");
}
