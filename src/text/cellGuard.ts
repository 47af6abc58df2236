/** Texts that a spreadsheet would run or turn into something else, kept from it by an apostrophe. */
import { readBoolean } from "./booleanWords.ts";
import { dateReadings } from "./dateReadings.ts";
import { numberReadings } from "./numberReadings.ts";

const BLANK = "(?:[^\\S\\t\\r\\n]|\\p{Cf})";
const STARTER = `${BLANK}*[=+\\-@＝＋－＠]`;
const FORMULA = /^(?:['\t\r\n]|[\s\p{Cf}]*[=+\-@＝＋－＠])/u;

/** Another delimiter may cut a cell: what follows is then the start of one. */
const DELIMITER = "([,;|\\t\\r\\n])";
const INNER_FORMULA = new RegExp(`${DELIMITER}(?='*${STARTER})`, "gu");
const GUARDED_INNER_FORMULA = new RegExp(`${DELIMITER}'(?='*${STARTER})`, "gu");

/** Puts an apostrophe in front of a text that a spreadsheet would change, and of formulas behind a delimiter inside. */
export function guardCell(text: string): string {
  const inner = text.replace(INNER_FORMULA, "$1'");
  return needsGuard(inner) ? `'${inner}` : inner;
}

/** The text that `guardCell` was given. */
export function unguardCell(cell: string): string {
  const inner = cell.startsWith("'") && needsGuard(cell.slice(1)) ? cell.slice(1) : cell;
  return inner.replace(GUARDED_INNER_FORMULA, "$1");
}

/** True for a text that does not survive in a cell without text format. */
export function needsGuard(text: string): boolean {
  return FORMULA.test(text) || isRetyped(text);
}

const ERROR_WORD = /^#(?:N\/A|REF!|VALUE!|DIV\/0!|NUM!|NAME\?|NULL!|SPILL!|CALC!)$/i;
const FRACTION = /^\s*\d+\s+\d+\/\d+\s*$/;

/** True for a text that looks like a number, a date, a time, a percentage or a boolean. */
export function isRetyped(text: string): boolean {
  if (text.trim() === "") return false;
  return (
    numberReadings(text).length > 0 ||
    dateReadings(text).length > 0 ||
    readBoolean(text) !== undefined ||
    FRACTION.test(text) ||
    ERROR_WORD.test(text.trim())
  );
}
