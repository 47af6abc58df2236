/** Values of deals → values that JavaScript can reckon with. Pure. */
import type { Deal } from "../deals/deal.ts";
import { sameValue } from "../deals/sameValue.ts";
import { usage } from "../failure.ts";
import { isLosslessNumber, type JsonValue, jsonNumber } from "../json.ts";

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
  if (isLosslessNumber(value)) {
    const number = Number(value.value);
    if (Number.isFinite(number) && sameValue(jsonNumber(number), value)) return number;
    throw usage(
      "unsafe_number",
      `no JavaScript number is equal to ${value.value}`,
      "take its text: value.value",
    );
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => toPlain(item));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toPlain(inner)]));
}
