/** When two field values count as the same. */
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
export function differing(
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
