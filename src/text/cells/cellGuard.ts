/** Texts that a spreadsheet would run or turn into something else, kept from it by an apostrophe. */

import { escapeCsvFormulas, unescapeCsvFormulas } from "../formulas.ts";
import { readBoolean } from "./booleanWords.ts";
import { isMonthOrDay } from "./dateReadings.ts";

/** Puts an apostrophe in front of a text that a spreadsheet would change, besides all that `neutralize` guards. */
export function guardCell(text: string): string {
  const cell = escapeCsvFormulas(text);
  return cell === text && isRetyped(text) ? `'${text}` : cell;
}

/** The text that `guardCell` was given. Cells it never touched come back unchanged. */
export function unguardCell(cell: string): string {
  if (!cell.includes("'")) return cell;
  const text = unescapeCsvFormulas(cell);
  if (text !== cell || !cell.startsWith("'")) return text;
  const rest = cell.slice(1);
  return isRetyped(rest) ? rest : cell;
}

/** True for a text that does not survive in a cell without text format. */
export function needsGuard(text: string): boolean {
  return guardCell(text) !== text;
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
