/** CSV cells that no program takes for something to run, and the way back to the text they were. */
import { SKIPPED_BY_RUNNER } from "./escape.ts";

/**
 * Spreadsheets take these for the start of a formula, some of them after white space too. An apostrophe is in the list so
 * that the way back is unambiguous.
 */
const STARTER = "(?:['\\t\\r\\n]|[\"\\s\\p{Cf}]*[=+\\-@＝＋－＠])";
const INNER_STARTER = "[=+\\-@＝＋－＠]";
const FORMULA = new RegExp(`^${STARTER}`, "u");
const GUARDED_FORMULA = new RegExp(`^'${STARTER}`, "u");

// A program that cuts at another delimiter, or does not know quotes, starts a cell behind it.
const CUT = '([,;\\t|\\n\\r](?:["\\s\\p{Cf}])*)';
const INNER_FORMULA = new RegExp(`${CUT}('*)(?=${INNER_STARTER})`, "gu");
const GUARDED_INNER_FORMULA = new RegExp(`${CUT}'('*)(?=${INNER_STARTER})`, "gu");
const MAYBE_CUT = /[,;\t|\n\r]/;

// A cell may hold several lines, and each of them is a line of the build log (see safeLines).
const LINE_START = `((?:^|[\\n\\r])(?:${SKIPPED_BY_RUNNER})*)`;
const COMMAND = new RegExp(`${LINE_START}('*):(?=\\p{DI}*:)`, "gu");
const GUARDED_COMMAND = new RegExp(`${LINE_START}'('*):(?=\\p{DI}*:)`, "gu");
const OLD_COMMAND = /(#\p{DI}*#\p{DI}*)('*)(?=(?:[a-z]\p{DI}*){0,20}\[)/giu;
const GUARDED_OLD_COMMAND = /(#\p{DI}*#\p{DI}*)'('*)(?=(?:[a-z]\p{DI}*){0,20}\[)/giu;
const SECTION = /(section_)('*)(?=(?:start|end):)/g;
const GUARDED_SECTION = /(section_)'('*)(?=(?:start|end):)/g;
const MAYBE_COMMAND = /:\p{DI}*:|#\p{DI}*#|section_/u;

/**
 * Puts an apostrophe in front of what a spreadsheet would run (`= + - @` or their full-width forms at the start and behind any
 * delimiter; a leading tab or line break) and inside what a build runner would obey (`::` at the start of a line, `##[`,
 * `##vso[`, `##teamcity[`, `section_start:`). A leading apostrophe gets another.
 */
export function escapeCsvFormulas(cell: string): string {
  const inner = MAYBE_CUT.test(cell) ? cell.replace(INNER_FORMULA, "$1'$2") : cell;
  const lines = MAYBE_COMMAND.test(inner) ? guardCommands(inner) : inner;
  return FORMULA.test(lines) ? `'${lines}` : lines;
}

/** The text that `neutralize` was given. Cells it never touched come back unchanged. */
export function unescapeCsvFormulas(cell: string): string {
  const lines = GUARDED_FORMULA.test(cell) ? cell.slice(1) : cell;
  if (!lines.includes("'")) return lines;
  return lines
    .replace(GUARDED_SECTION, "$1$2")
    .replace(GUARDED_OLD_COMMAND, "$1$2")
    .replace(GUARDED_COMMAND, "$1$2:")
    .replace(GUARDED_INNER_FORMULA, "$1$2");
}

function guardCommands(cell: string): string {
  return cell.replace(COMMAND, "$1'$2:").replace(OLD_COMMAND, "$1'$2").replace(SECTION, "$1'$2");
}
