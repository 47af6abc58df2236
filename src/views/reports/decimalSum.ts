/** Exact sums of decimal numbers. */

/** Beyond these a number has too many digits to be added exactly in bounded memory. */
const MAX_DIGITS = 60;
const MAX_EXPONENT = 60;

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** A running sum that keeps every digit: 0.1 and 0.2 are 0.3. */
export class DecimalSum {
  #units = 0n;
  #scale = 0;

  /** @returns false for text that is not a number, or one with too many digits; the sum is then unchanged */
  add(digits: string, sign: 1 | -1 = 1): boolean {
    const match = NUMBER.exec(digits);
    if (match === null) return false;
    const [, minus, whole = "", fraction = "", exponent = "0"] = match;
    const power = Number(exponent);
    if (whole.length + fraction.length > MAX_DIGITS || Math.abs(power) > MAX_EXPONENT) return false;
    const scale = fraction.length - power;
    const units = BigInt(whole + fraction) * (minus === "-" ? -1n : 1n) * BigInt(sign);
    const common = Math.max(this.#scale, scale);
    this.#units = this.#units * 10n ** BigInt(common - this.#scale) + units * 10n ** BigInt(common - scale);
    this.#scale = common;
    return true;
  }

  /** The sum as decimal text, with thousands separated by commas: `-1,234.5`. */
  toString(): string {
    const minus = this.#units < 0n ? "-" : "";
    const digits = (minus === "-" ? -this.#units : this.#units).toString().padStart(this.#scale + 1, "0");
    const at = digits.length - this.#scale;
    const fraction = digits.slice(at).replace(/0+$/, "");
    // Money keeps its two places.
    const shown = fraction.length === 1 ? `${fraction}0` : fraction;
    return `${minus}${groupDigits(digits.slice(0, at))}${shown === "" ? "" : `.${shown}`}`;
  }
}

/** `1234567` → `1,234,567` */
export function groupDigits(whole: string | number): string {
  return String(whole).replace(/\B(?=(?:\d{3})+$)/g, ",");
}
