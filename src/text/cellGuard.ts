/** Texts that a spreadsheet would run or turn into something else, kept from it by an apostrophe. */
import { readBoolean } from "./booleanWords.ts";
import { isMonthOrDay } from "./dateReadings.ts";

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

/**
 * True for a text that some spreadsheet takes for a number, a date, a time, a percentage or a boolean: digits with signs
 * and at most the words that belong to those. Wider than what any one program takes.
 */
export function isRetyped(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed === "" || trimmed.length > LONGEST) return false;
  if (!/\d/.test(trimmed)) return readBoolean(trimmed) !== undefined || ERROR_WORD.test(trimmed);
  const words = trimmed.match(/\p{L}+/gu) ?? [];
  return words.every((word) => VALUE_WORD.test(word) || isMonthOrDay(word) || currencies().has(word));
}

const LONGEST = 400;
/** Exponents, halves of the day, parts of dates and times, ordinals, short names of currencies. */
const VALUE_WORD =
  /^(?:e|am|pm|a|p|m|t|z|h|utc|gmt|st|nd|rd|th|er|de|kr|zł|kč|ft|fr|rs|lei|лв|руб|年|月|日)$/iu;

let currencyCodes: ReadonlySet<string> | undefined;

function currencies(): ReadonlySet<string> {
  currencyCodes ??= new Set(Intl.supportedValuesOf("currency"));
  return currencyCodes;
}
