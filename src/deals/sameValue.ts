/** Whether two field values are the same. */
import { isJsonObject, isLosslessNumber, type JsonValue } from "../json.ts";
import { parseJsonNumber, sameDecimal } from "../text/cells/decimal.ts";

/** Same type and value. Numbers by what they are worth, not by their digits: `1.10` is `1.1`. Key order does not count. */
export function sameValue(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) return true;
  if (isLosslessNumber(a) && isLosslessNumber(b)) return sameNumber(a.value, b.value);
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

/** By what they are worth. */
function sameNumber(a: string, b: string): boolean {
  const [one, other] = [parseJsonNumber(a), parseJsonNumber(b)];
  return one !== undefined && other !== undefined ? sameDecimal(one, other) : a === b;
}
