/**
 * `--where` conditions: which deals to take. Pure.
 *
 * - `field=text`, `field!=text`: the whole text, upper and lower case distinguished. `field=` matches what is null, missing
 *   or empty. A number matches by its worth (`amount=10` matches 10.0), true and false by their names.
 * - `field~text`: contains it, in upper or lower case.
 * - `field<text`, `>`, `<=`, `>=`: numbers where both are numbers (at any size), times where both are ISO dates, else
 *   text by code units. Null, missing and empty never match, nor does a text compared with a number. Against
 *   `2026-05` or `2026-05-01` a time counts with that part of it alone: `updated_at<=2026-05-01` takes that whole day.
 * - `field in a,b,"c, d"`: one of them, each as with `=`.
 * - A list in a deal matches where one of its items does; `!=` is always the opposite of `=`.
 *
 * Several conditions must all hold.
 */

import { isLosslessNumber, type JsonObject, type JsonValue, printJson } from "../json.ts";
import { compareDecimals, parseJsonNumber, sameDecimal } from "../text/cells/decimal.ts";
import { DEFAULT_PROPERTIES } from "./deal.ts";
import type { Condition, Where } from "./parseWhere.ts";

export { parseWhere, type Where } from "./parseWhere.ts";

/** True when a deal meets all conditions. */
export function matches(where: Where, deal: JsonObject): boolean {
  return where.every((condition) => {
    const value = Object.hasOwn(deal, condition.field) ? (deal[condition.field] ?? null) : null;
    return condition.operator === "!="
      ? !meets(value, condition, "=")
      : meets(value, condition, condition.operator);
  });
}

/** The properties to ask for so that the conditions can be judged; those that every answer holds are omitted. */
export function whereProperties(where: Where): readonly string[] {
  const always: readonly string[] = DEFAULT_PROPERTIES;
  return [...new Set(where.map(({ field }) => field))].filter((field) => !always.includes(field));
}

function meets(value: JsonValue, condition: Condition, operator: Condition["operator"]): boolean {
  if (Array.isArray(value) && value.length > 0) {
    return (value as readonly JsonValue[]).some((item) => meets(item, condition, operator));
  }
  const [wanted = ""] = condition.values;
  switch (operator) {
    case "=":
    case "in":
      return condition.values.some((text) => equals(value, text));
    case "~":
      return textOf(value).toLowerCase().includes(wanted.toLowerCase());
    case "<":
      return ordered(value, wanted, (order) => order < 0);
    case "<=":
      return ordered(value, wanted, (order) => order <= 0);
    case ">":
      return ordered(value, wanted, (order) => order > 0);
    case ">=":
      return ordered(value, wanted, (order) => order >= 0);
    case "!=":
      return !meets(value, condition, "=");
  }
}

function equals(value: JsonValue, text: string): boolean {
  const number = isLosslessNumber(value) ? parseJsonNumber(value.value) : undefined;
  const wanted = parseJsonNumber(text);
  return number !== undefined && wanted !== undefined ? sameDecimal(number, wanted) : textOf(value) === text;
}

function ordered(value: JsonValue, wanted: string, test: (order: number) => boolean): boolean {
  const text = textOf(value);
  if (text === "") return false;
  const number = parseJsonNumber(text);
  const wantedNumber = parseJsonNumber(wanted);
  if (number !== undefined) return wantedNumber !== undefined && test(compareDecimals(number, wantedNumber));
  if (ISO.test(text)) {
    if (PART_OF_ISO.test(wanted)) return test(compareTexts(text.slice(0, wanted.length), wanted));
    if (ISO.test(wanted)) return test(Date.parse(text) - Date.parse(wanted));
  }
  return wantedNumber === undefined && test(compareTexts(text, wanted));
}

/** A date, or a time with its zone. */
const ISO = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/;
/** The beginning of a UTC time. */
const PART_OF_ISO = /^\d{4}(?:-\d\d(?:-\d\d(?:T\d\d(?::\d\d(?::\d\d)?)?)?)?)?$/;

function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** A value as `--where` writes it: null and an empty list are empty. */
function textOf(value: JsonValue): string {
  if (value === null) return "";
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.length === 0) return "";
  return printJson(value);
}
