/** Field values between plain JavaScript and JSON with exact numbers. */
import { checkText } from "../deals/assignments.ts";
import { type Deal, type Fields, MAX_DEPTH } from "../deals/deal.ts";
import { checkFieldName } from "../deals/fieldName.ts";
import { sameValue } from "../deals/sameValue.ts";
import { type Failure, usage } from "../failure.ts";
import { isLosslessNumber, type JsonValue, jsonNumber, LosslessNumber } from "../json.ts";
import { ofCaller, toLibraryWording } from "./hints.ts";

/** What a field may be set to; null clears it. */
export type FieldValue = JsonValue | number | bigint | readonly FieldValue[] | FieldObject;
export type FieldObject = { readonly [key: string]: FieldValue };

/** Values to set, by field name. */
export type FieldsToSet = FieldObject;

/**
 * @throws Failure of kind usage: nothing to set, a bad or system field name, a number that is not finite or beyond 2^53
 *   (give a bigint, or `new LosslessNumber("…")`), undefined, a Date or another object of a class
 */
export function fieldsOf(given: FieldsToSet): Fields {
  return ofCaller("reading the fields", () => readFields(given));
}

function readFields(given: FieldsToSet): Fields {
  if (!isPlainObject(given)) throw usage("bad_fields", "the fields must be a plain object");
  const entries = Object.entries(given);
  if (entries.length === 0) throw usage("nothing_to_set", "no fields to update", "set at least one field");
  return Object.fromEntries(
    entries.map(([name, value]) => [checkFieldName(name), jsonOf(name, value, MAX_DEPTH)]),
  );
}

function jsonOf(name: string, value: unknown, levels: number): JsonValue {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "string") return checkText(name, value);
  if (typeof value === "number") return numberOf(name, value);
  if (typeof value === "bigint") return new LosslessNumber(String(value));
  if (isLosslessNumber(value)) return value;
  // Also what holds itself ends here.
  if (levels === 0) throw refused(name, `is nested more than ${MAX_DEPTH} levels deep`);
  if (Array.isArray(value)) return Array.from(value, (item) => jsonOf(name, item, levels - 1));
  if (!isPlainObject(value)) throw refused(name, `is ${kindOf(value)}, which is not a JSON value`);
  const members = Object.entries(value).map(([key, inner]) => [
    checkText(name, key),
    jsonOf(name, inner, levels - 1),
  ]);
  return Object.fromEntries(members);
}

function numberOf(name: string, value: number): JsonValue {
  if (!Number.isFinite(value)) throw refused(name, `is ${value}, which is not a JSON value`);
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw usage(
      "unsafe_number",
      `the value of ${JSON.stringify(name)} is above 2^53 and not exact as a JavaScript number`,
      'pass a bigint (9007199254740993n) or new LosslessNumber("9007199254740993")',
    );
  }
  return jsonNumber(value);
}

function refused(name: string, fact: string): Failure {
  return usage("bad_value", `the value of ${JSON.stringify(name)} ${fact}`, "null clears a field");
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Objects of another realm have another Object.prototype, which has no prototype of its own either.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function kindOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return typeof value;
  return `an object of class ${value.constructor?.name || "unknown"}`;
}

/** A JSON value with JavaScript's own numbers. */
export type PlainValue = string | number | boolean | null | readonly PlainValue[] | PlainObject;
export type PlainObject = { readonly [key: string]: PlainValue };
export type PlainDeal = PlainObject & { readonly id: string };

/**
 * The same value with numbers instead of LosslessNumber objects. `1.10` becomes 1.1: digits are lost, worth is not.
 * @throws Failure `unsafe_number` for a number that no JavaScript number is equal to
 */
export function toPlain(deal: Deal): PlainDeal;
export function toPlain(value: JsonValue): PlainValue;
export function toPlain(value: JsonValue): PlainValue {
  try {
    return ofCaller("reading the value", () => plain(value));
  } catch (error) {
    throw toLibraryWording(error);
  }
}

function plain(value: JsonValue): PlainValue {
  if (isLosslessNumber(value)) {
    const number = Number(value.value);
    if (Number.isFinite(number) && sameValue(jsonNumber(number), value)) return number;
    throw usage(
      "unsafe_number",
      `${value.value} cannot be represented as a JavaScript number`,
      "use its string: value.value",
    );
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
