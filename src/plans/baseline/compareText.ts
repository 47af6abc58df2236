/** A cell of a field that held a text: unedited, edited, or the text as a spreadsheet has changed it. */
import { readBoolean } from "../../text/cells/booleanWords.ts";
import { isRetyped } from "../../text/cells/cellGuard.ts";
import { dateReadings, mayBeSameDate, serialReadings } from "../../text/cells/dateReadings.ts";
import {
  type Decimal,
  parseDecimal,
  roundedToSignificant,
  sameDecimal,
  shifted,
} from "../../text/cells/decimal.ts";
import { encodingDamage } from "../../text/cells/encodingDamage.ts";
import { type NumberReading, numberReadings } from "../../text/cells/numberReadings.ts";
import { isRounded } from "./compareNumber.ts";
import { type CellDamage, type CellVerdict, UNCHANGED } from "./verdict.ts";

/** The most characters of a cell: of Excel, of older LibreOffice, of Google Sheets. */
const CELL_LIMITS: readonly number[] = [32_767, 50_000, 65_535];
/** The most characters that drivers and older formats keep of a text. */
const TEXT_LIMITS: readonly number[] = [255, 256, 1024, 4000, 8192];

/** @param previous the exported text @param cell without the apostrophe of our own files */
export function compareText(previous: string, cell: string): CellVerdict {
  const [before, now] = [previous, cell].map(equalLineEnds) as [string, string];
  if (before === now) return UNCHANGED;
  if (before.normalize("NFC") === now.normalize("NFC")) return { kind: "unchanged", form: "normal_form" };
  const damage = damageOf(before, now);
  return damage === undefined ? { kind: "edit", value: cell } : { kind: "damaged", damage, readings: [cell] };
}

function damageOf(before: string, now: string): CellDamage | undefined {
  if (isCut(before, now)) return "cut";
  const encoding = encodingDamage(before, now);
  if (encoding !== undefined) return encoding;
  // White space is added by programs that write columns of one width.
  const [inner, innerNow] = [before.trim().normalize("NFC"), now.trim().normalize("NFC")];
  if (now.length > before.length && inner === innerNow && inner !== "") return "padded";
  // One more, or one less: an apostrophe at the start may be taken for the mark of text.
  if (now === `'${before}` || before === `'${now}`) return "padded";
  if (isSpaced(before, now)) return "spaced";
  if (before.normalize("NFKC") === now.normalize("NFKC")) return "compatible";
  const wasTrue = readBoolean(inner);
  if (wasTrue !== undefined && (readBoolean(innerNow) ?? BITS.get(innerNow)) === wasTrue)
    return "retyped_boolean";
  if (mayBeSameNumber(inner, innerNow)) return "retyped_number";
  const dates = dateReadings(inner);
  if (dates.length > 0 && mayBeSameDate(dates, [...dateReadings(innerNow), ...serialReadings(innerNow)])) {
    return "retyped_date";
  }
  return hasOtherForm(inner, innerNow) ? "retyped_number" : undefined;
}

/** What only one program takes for a value (`5+$`, `8561:`), in the form that it gave it: the same digits in order. */
function hasOtherForm(before: string, now: string): boolean {
  if (numberReadings(before).length > 0 || !isRetyped(before) || !isRetyped(now)) return false;
  const digits = (text: string) => text.replace(/\D/g, "").replace(/^0+|0+$/g, "");
  return digits(before) !== "" && digits(before) === digits(now);
}

function equalLineEnds(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}

/** How ODS and databases write true and false. */
const BITS: ReadonlyMap<string, boolean> = new Map([
  ["1", true],
  ["0", false],
]);

/** Spaces of another kind, and lines that were joined. White space at the ends is an edit like others. */
function isSpaced(before: string, now: string): boolean {
  const plainSpaces = (text: string) => text.replace(/[\u00a0\u2007\u2009\u202f]/g, " ");
  if (plainSpaces(before) === plainSpaces(now)) return true;
  if (!/[\n\v\f\u2028\u2029]/.test(before) || /[\n\v\f\u2028\u2029]/.test(now)) return false;
  const lines = before.trim().split(/[\n\v\f\u2028\u2029]+/);
  return LINE_JOINTS.some((joint) => lines.join(joint) === now.trim());
}

const LINE_JOINTS: readonly string[] = [
  "",
  " ",
  "  ",
  "\\n",
  "<br>",
  "<br/>",
  "; ",
  " | ",
  "|",
  "_x000a_",
  "_x000A_",
];

/** A text of exactly the length that a program keeps. */
export function isCut(before: string, now: string): boolean {
  if (before.length > now.length && TEXT_LIMITS.includes(now.length) && before.startsWith(now)) return true;
  return CELL_LIMITS.some((limit) => {
    // A line end counts for one or two characters, a letter beyond the first plane for one or two.
    const near = Math.abs(now.length - limit) <= limit / 100 || [...now].length === limit;
    return before.length > now.length && before.length > limit && near && before.startsWith(now);
  });
}

/** Any reading of one is a reading of the other, whole or with fewer digits. */
function mayBeSameNumber(before: string, now: string): boolean {
  const fromText = [...numberReadings(before).flatMap(worths), ...fractions(before), ...sums(before)];
  const fromCell = [...numberReadings(now).flatMap(worths), ...fractions(now)];
  return fromText.some((one) => fromCell.some((other) => isSameNumber(one, other)));
}

function worths({ digits, percent }: NumberReading): readonly Decimal[] {
  const worth = parseDecimal(digits);
  if (worth === undefined) return [];
  return percent ? [shifted(worth, -2), worth] : [worth];
}

/** `1/2` and `1 1/2` are numbers where a spreadsheet takes them for fractions. */
function fractions(text: string): readonly Decimal[] {
  const match = /^(-?)(?:(\d{1,6})\s+)?(\d{1,6})\/(\d{1,6})$/.exec(text);
  if (match === null || Number(match[4]) === 0) return [];
  const value = Number(match[2] ?? 0) + Number(match[3]) / Number(match[4]);
  const worth = parseDecimal(`${match[1]}${Number(value.toPrecision(15))}`);
  return worth === undefined ? [] : [worth];
}

/** `+1-555-0100` is -654 where a spreadsheet calculates it. */
function sums(text: string): readonly Decimal[] {
  if (!/^[=+-]?\d{1,12}(?:[+-]\d{1,12})+$/.test(text)) return [];
  const value = [...text.matchAll(/[+-]?\d+/g)].reduce((sum, [part]) => sum + Number(part), 0);
  const worth = parseDecimal(String(value));
  return worth === undefined ? [] : [worth];
}

/** So many digits are kept in every double. */
const DOUBLE_DIGITS = 15;

function asDouble({ digits, power }: Decimal): number {
  return Number(`${digits}e${power}`);
}

function isSameNumber(before: Decimal, now: Decimal): boolean {
  if (sameDecimal(before, now)) return true;
  if (before.negative !== now.negative) return false;
  // Programs that keep numbers as doubles write the shortest digits of the same double.
  if (before.digits.length > DOUBLE_DIGITS && asDouble(before) === asDouble(now)) return true;
  // Digits that were not kept or not shown.
  for (let count = Math.max(3, now.digits.length); count < before.digits.length; count++) {
    if (roundedToSignificant(before, count).some((kept) => sameDecimal(kept, now))) return true;
  }
  // 12.345 that was taken for 12,345.
  const isPointLost = before.power < 0 && sameDecimal(shifted(before, -before.power), now);
  return isPointLost || isRounded(before, now);
}
