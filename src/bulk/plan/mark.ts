/**
 * Marks: what a field held when it was exported, in a few characters that pass through a spreadsheet unharmed.
 *
 * `0` null or missing · `b1` `b0` true, false · `n` and the digits of a number · `s` and a hash of a text ·
 * `j` and a hash of a list or an object.
 */
import { hash } from "node:crypto";
import { sameValue } from "../../deals/sameValue.ts";
import { isJsonObject, isLosslessNumber, type JsonValue, LosslessNumber, printJson } from "../../json.ts";
import { isDecimal } from "../compareDecimals.ts";

export type Mark = string;

/** The kind of value that a mark stands for. */
export type MarkType = "null" | "boolean" | "number" | "text" | "json";

export function markOf(value: JsonValue): Mark {
  if (value === null) return "0";
  if (typeof value === "boolean") return value ? "b1" : "b0";
  if (isLosslessNumber(value)) return `n${value.value}`;
  if (typeof value === "string") return textMark(value);
  return `j${short(canonical(value))}`;
}

/** True when the value is the one that was marked; numbers by what they are worth. */
export function fitsMark(mark: Mark, value: JsonValue): boolean {
  if (isLosslessNumber(value)) return sameValue(numberOf(mark), value);
  return markOf(value) === mark;
}

/** The mark of a text. Line ends do not count: spreadsheets change them. */
export function textMark(text: string): Mark {
  return `s${short(text.replace(/\r\n?/g, "\n"))}`;
}

/** The number that was marked; undefined for other marks. */
export function numberOf(mark: Mark): LosslessNumber | undefined {
  return mark.startsWith("n") && isDecimal(mark.slice(1)) ? new LosslessNumber(mark.slice(1)) : undefined;
}

/** @returns undefined for what is no mark */
export function markType(mark: Mark): MarkType | undefined {
  if (mark === "0") return "null";
  if (mark === "b0" || mark === "b1") return "boolean";
  if (/^s[\w-]{8}$/.test(mark)) return "text";
  if (/^j[\w-]{8}$/.test(mark)) return "json";
  return numberOf(mark) === undefined ? undefined : "number";
}

/** 48 bits: enough that an edit is not taken for none. */
export function short(text: string): string {
  return hash("sha256", text, "base64url").slice(0, 8);
}

/** One text for equal values: keys in order. */
function canonical(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isJsonObject(value)) return printJson(value);
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key] as JsonValue)}`);
  return `{${members.join(",")}}`;
}
