/** Decimal numbers by their digits: exact at any size. */

/** `digits` × 10^power; `digits` without outer zeros, "" for 0. */
export type Decimal = { readonly negative: boolean; readonly digits: string; readonly power: number };

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/**
 * @param exponentDigits how many digits an exponent may have: up to 6, so that the number can be written out; up to 15, to be
 *   compared
 * @returns undefined for what is no decimal, or has a longer exponent
 */
export function parseDecimal(text: string, exponentDigits: 6 | 15 = 6): Decimal | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  if (exponent.replace(/^[+-]/, "").length > exponentDigits) return undefined;
  const all = `${whole}${fraction}`.replace(/^0+/, "");
  const digits = all.replace(/0+$/, "");
  if (digits === "") return { negative: false, digits, power: 0 };
  return {
    negative: sign === "-",
    digits,
    power: Number(exponent) - fraction.length + all.length - digits.length,
  };
}

/** What JSON takes for a number. @returns undefined for anything else, or an exponent of more than 15 digits */
export function parseJsonNumber(text: string): Decimal | undefined {
  return /^-?(?:0|[1-9]\d*)(?:[.eE]|$)/.test(text) ? parseDecimal(text, 15) : undefined;
}

export function sameDecimal(a: Decimal, b: Decimal): boolean {
  return a.negative === b.negative && a.digits === b.digits && a.power === b.power;
}

/** @returns below 0, 0 or above 0, as for sort */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const sign = signOf(a);
  return sign === signOf(b) ? sign * compareSizes(a, b) : sign - signOf(b);
}

function signOf({ digits, negative }: Decimal): -1 | 0 | 1 {
  if (digits === "") return 0;
  return negative ? -1 : 1;
}

function compareSizes(a: Decimal, b: Decimal): number {
  const lengths = a.power + a.digits.length - (b.power + b.digits.length);
  if (lengths !== 0 || a.digits === b.digits) return lengths;
  // Both start at the same place, so that text order is the order of their worth.
  return a.digits < b.digits ? -1 : 1;
}

/** How many digits are behind the point. */
export function decimalPlaces({ power }: Decimal): number {
  return Math.max(0, -power);
}

/** Rounded and cut to so many digits behind the point (below 0: before it): half up, half to even, towards 0. */
export function roundings(decimal: Decimal, places: number): readonly Decimal[] {
  const dropped = -places - decimal.power;
  if (dropped <= 0) return [decimal];
  const kept = decimal.digits.slice(0, Math.max(0, decimal.digits.length - dropped));
  const rest = decimal.digits.slice(kept.length).padStart(dropped, "0");
  const down = BigInt(kept === "" ? "0" : kept);
  const half = `5${"0".repeat(dropped - 1)}`;
  const results = [down];
  // Texts of one length compare like numbers.
  if (rest >= half) results.push(down + 1n);
  const { negative } = decimal;
  return results.map((value) => normal(negative, String(value), -places));
}

/** The first significant digits, rounded and cut. */
export function roundedToSignificant(decimal: Decimal, count: number): readonly Decimal[] {
  return roundings(decimal, count - decimal.digits.length - decimal.power);
}

/** The number × 10^by. */
export function shifted(decimal: Decimal, by: number): Decimal {
  return decimal.digits === "" ? decimal : { ...decimal, power: decimal.power + by };
}

function normal(negative: boolean, text: string, power: number): Decimal {
  const digits = text.replace(/^0+/, "").replace(/0+$/, "");
  if (digits === "") return { negative: false, digits, power: 0 };
  return { negative, digits, power: power + text.length - text.replace(/0+$/, "").length };
}
