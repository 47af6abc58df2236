/** Whether two field values are the same; decimal numbers are compared by their digits, exact at any size. */
import { isJsonObject, isLosslessNumber, type JsonValue } from "../json.ts";

/** Same type and value. Numbers by what they are worth, not by their digits: `1.10` is `1.1`. Key order does not count. */
export function sameValue(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) return true;
  if (isLosslessNumber(a) && isLosslessNumber(b))
    return canonicalNumber(a.value) === canonicalNumber(b.value);
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
  }
  if (isJsonObject(a) && isJsonObject(b)) {
    const keys = Object.keys(a);
    return (
      keys.length === Object.keys(b).length &&
      keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key], b[key]))
    );
  }
  return false;
}

/** Field by field: the names among `set` whose value in `deal` is another. A missing field counts as null. */
export function differingFields(
  set: Readonly<Record<string, JsonValue>>,
  deal: Readonly<Record<string, JsonValue>>,
): readonly string[] {
  return Object.keys(set).filter(
    (name) => !sameValue(set[name], Object.hasOwn(deal, name) ? (deal[name] ?? null) : null),
  );
}

/** One spelling per number, exact at any size: significant digits without outer zeros, and a power of ten. */
function canonicalNumber(digits: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(digits);
  if (!match) return digits;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  const all = (whole + fraction).replace(/^0+/, "");
  const significant = all.replace(/0+$/, "");
  if (significant === "") return "0";
  const power = BigInt(exponent) - BigInt(fraction.length) + BigInt(all.length - significant.length);
  return `${sign}${significant}e${power}`;
}

/** True for what JSON takes for a number. */
export function isDecimal(text: string): boolean {
  return DECIMAL.test(text);
}

/** @returns below 0, 0 or above 0, as for sort; both must be decimals */
export function compareDecimals(a: string, b: string): number {
  const left = partsOf(a);
  const right = partsOf(b);
  if (left.sign !== right.sign) return left.sign - right.sign;
  return left.sign * compareSizes(left, right);
}

const DECIMAL = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d{1,15})?$/;

/** `0.digits` × 10^power; `digits` without outer zeros. */
type Parts = { readonly sign: -1 | 0 | 1; readonly digits: string; readonly power: number };

function partsOf(text: string): Parts {
  const [mantissa = "", exponent = "0"] = text.replace(/^-/, "").split(/[eE]/);
  const [whole = "", fraction = ""] = mantissa.split(".");
  const all = whole + fraction;
  const leading = all.length - all.replace(/^0+/, "").length;
  const digits = all.slice(leading).replace(/0+$/, "");
  if (digits === "") return { sign: 0, digits, power: 0 };
  const power = whole.length - leading + Number(exponent);
  return { sign: text.startsWith("-") ? -1 : 1, digits, power };
}

function compareSizes(a: Parts, b: Parts): number {
  if (a.power !== b.power) return a.power - b.power;
  if (a.digits === b.digits) return 0;
  // Both start behind the point, so that text order is the order of their worth.
  return a.digits < b.digits ? -1 : 1;
}
