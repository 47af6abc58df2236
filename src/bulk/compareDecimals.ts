/** Numbers by their digits: exact at any size. */

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
