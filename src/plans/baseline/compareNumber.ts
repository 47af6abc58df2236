/** A cell of a field that held a number: unedited, edited, damaged, or not to be reported. */
import {
  type Decimal,
  decimalPlaces,
  parseDecimal,
  roundedToSignificant,
  roundings,
  sameDecimal,
  shifted,
} from "../../text/cells/decimal.ts";
import { type NumberReading, numberReadings } from "../../text/cells/numberReadings.ts";
import type { NumberStyle } from "./numberStyle.ts";
import { type CellVerdict, UNCHANGED } from "./verdict.ts";

/** The most digits that spreadsheets keep. */
const KEPT_DIGITS = 15;

/** @param previous digits of the exported number */
export function compareNumber(previous: string, text: string, style: NumberStyle): CellVerdict {
  const before = parseDecimal(previous);
  const all = numberReadings(text);
  if (before === undefined || all.length === 0) return { kind: "invalid" };
  // A file that no one opened, or only checked.
  if (text === previous && style.mark === undefined && !style.contradictory) return UNCHANGED;

  const inStyle = all.filter(({ mark }) => style.mark === undefined || mark === "any" || mark === style.mark);
  if (inStyle.length === 0 && style.decided)
    return { kind: "ambiguous", readings: all.map(({ digits }) => digits) };
  // One reading in the other style leaves no choice.
  const readings = inStyle.length === 0 ? all : inStyle;
  const values = distinct(readings.flatMap(valuesOf));
  const [value] = values;
  if (value === undefined) return { kind: "invalid" };
  // Of a percentage, the hundredth is meant; where that is not the previous value, it is unknown.
  if (values.length > 1)
    return readings.some(({ percent }) => percent) ? comparePercent(before, values) : ambiguous(values);
  return compareValue(
    before,
    previous,
    value,
    readings.some(({ exponent }) => exponent),
  );
}

/** A value that a cell can be: its digits, and what they are worth. */
type Value = { readonly digits: string; readonly worth: Decimal };

function compareValue(
  before: Decimal,
  previous: string,
  { digits, worth }: Value,
  exponent: boolean,
): CellVerdict {
  if (sameDecimal(before, worth)) return UNCHANGED;
  if (isKeptPart(before, previous, worth, digits, exponent)) return { kind: "unchanged", form: "rounded" };
  if (isPointLost(before, previous, worth))
    return { kind: "damaged", damage: "point_lost", readings: [digits] };
  if (isRounded(before, worth)) return { kind: "damaged", damage: "rounded", readings: [digits] };
  return { kind: "edit", value: digits };
}

function comparePercent(before: Decimal, values: readonly Value[]): CellVerdict {
  const [hundredth, ...others] = values as [Value, ...Value[]];
  const isOther = others.some(({ worth }) => sameDecimal(worth, before));
  if (sameDecimal(hundredth.worth, before) && !isOther) return UNCHANGED;
  if (isRounded(before, hundredth.worth)) {
    return { kind: "damaged", damage: "rounded", readings: [hundredth.digits] };
  }
  return ambiguous(values);
}

function ambiguous(values: readonly Value[]): CellVerdict {
  return { kind: "ambiguous", readings: values.map(({ digits }) => digits) };
}

function valuesOf({ digits, percent }: NumberReading): readonly Value[] {
  const worth = parseDecimal(digits);
  if (worth === undefined) return [];
  if (!percent) return [{ digits, worth }];
  const hundredth = shifted(worth, -2);
  return [
    { digits: plain(hundredth), worth: hundredth },
    { digits, worth },
  ];
}

function distinct(values: readonly Value[]): readonly Value[] {
  return values.filter(
    ({ worth }, at) => values.findIndex((other) => sameDecimal(other.worth, worth)) === at,
  );
}

/** All that a spreadsheet keeps of a long number: 15 digits, or those that it shows with an exponent. */
function isKeptPart(
  before: Decimal,
  previous: string,
  value: Decimal,
  digits: string,
  exponent: boolean,
): boolean {
  if (before.digits.length > KEPT_DIGITS) {
    if (Number(previous) === Number(digits)) return true;
    if (roundedToSignificant(before, KEPT_DIGITS).some((kept) => sameDecimal(kept, value))) return true;
  }
  if (!exponent) return false;
  const count = Math.max(1, value.digits.length);
  return before.digits.length > count && roundedUpTo(before, value, count);
}

/** Zeros at the end of the rounded number are not seen: 1.2999 is 1.3 with two digits and with three. */
function roundedUpTo(before: Decimal, value: Decimal, from: number): boolean {
  for (let count = from; count < before.digits.length; count++) {
    if (roundedToSignificant(before, count).some((kept) => sameDecimal(kept, value))) return true;
  }
  return false;
}

/** 12.345 that was taken for 12,345; also with the zeros that it was written with. */
function isPointLost(before: Decimal, previous: string, value: Decimal): boolean {
  const written = /^-?\d+\.(\d+)$/.exec(previous)?.[1]?.length ?? 0;
  return [decimalPlaces(before), written].some(
    (places) => places > 0 && sameDecimal(shifted(before, places), value),
  );
}

/** A spreadsheet makes the largest number that it knows of one that is too large. */
function isBeyondDouble({ digits, power }: Decimal): boolean {
  return digits.length + power > 308;
}

function isLargestDouble({ digits, power }: Decimal): boolean {
  return digits.length + power === 309 && digits.startsWith("1797");
}

/** Digits that are shown where the format does not say how many. */
const SHOWN_DIGITS = 10;

/** The previous value with fewer digits behind the point, or a long number with those that are shown. */
export function isRounded(before: Decimal, value: Decimal): boolean {
  if (isBeyondDouble(before) && isLargestDouble(value)) return true;
  if (before.digits.length > SHOWN_DIGITS && roundedUpTo(before, value, SHOWN_DIGITS)) return true;
  for (let places = decimalPlaces(value); places < decimalPlaces(before); places++) {
    if (roundings(before, places).some((rounded) => sameDecimal(rounded, value))) return true;
  }
  return false;
}

function plain({ negative, digits, power }: Decimal): string {
  if (digits === "") return "0";
  const sign = negative ? "-" : "";
  if (power >= 0) return power > 20 ? `${sign}${digits}e${power}` : `${sign}${digits}${"0".repeat(power)}`;
  const padded = digits.padStart(1 - power, "0");
  return `${sign}${padded.slice(0, power)}.${padded.slice(power)}`;
}
