/** Decimal numbers by their digits: exact at any size. */

/** `digits` × 10^power; `digits` without outer zeros, "" for 0. */
export type Decimal = { readonly negative: boolean; readonly digits: string; readonly power: number };

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,6}))?$/;

/** @returns undefined for what is no decimal, or has an exponent of more than 6 digits */
export function parseDecimal(text: string): Decimal | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  const all = `${whole}${fraction}`.replace(/^0+/, "");
  const digits = all.replace(/0+$/, "");
  if (digits === "") return { negative: false, digits, power: 0 };
  return {
    negative: sign === "-",
    digits,
    power: Number(exponent) - fraction.length + all.length - digits.length,
  };
}

export function sameDecimal(a: Decimal, b: Decimal): boolean {
  return a.negative === b.negative && a.digits === b.digits && a.power === b.power;
}

/** How many digits stand behind the point. */
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
