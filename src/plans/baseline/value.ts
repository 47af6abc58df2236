/** Whether a cell still holds what was exported, after all that spreadsheets do to cells that no one touched. Pure. */
import { hash } from "node:crypto";
import { MAX_DEPTH } from "../../deals/deal.ts";
import { sameValue } from "../../deals/sameValue.ts";
import { canonicalJson, isLosslessNumber, type JsonValue, LosslessNumber, parseJson } from "../../json.ts";
import { nestsDeeperThan } from "../../rows/values.ts";
import { parseJsonNumber } from "../../text/cells/decimal.ts";

/** @param text the cell, without what kept a spreadsheet from running it */
export function cellMatchesBaseline(mark: BaselineValue, text: string): boolean {
  switch (baselineType(mark)) {
    case "null":
      return text === "";
    case "boolean":
      return text.toLowerCase() === (mark === "b1" ? "true" : "false");
    case "number":
      return cellFitsNumber(numberOf(mark)?.value ?? "", text);
    case "text":
      return textMark(text) === mark;
    case "json":
      return jsonFits(mark, text);
    case undefined:
      return false;
  }
}

/** Also `1.1` for 1.10, `1,10` and `1,200.00` of other settings, and long numbers that were rounded or put as 9.0072E+15. */
function cellFitsNumber(exported: string, text: string): boolean {
  const spellings = [text, text.replace(",", "."), text.replaceAll(/[,'\u2019 \u00a0\u202f]/g, "")];
  return spellings
    .map((spelling) => spelling.replace(/E([+-])0+(?=\d)/i, "E$1"))
    .some(
      (spelling) => isNumber(spelling) && (isSameNumber(spelling, exported) || isRounded(spelling, exported)),
    );
}

/** The most digits that spreadsheets keep. */
const KEPT = 15;

function isRounded(cell: string, exported: string): boolean {
  const digits = significant(exported).length;
  const kept = /e/i.test(cell) ? significant(cell).length : KEPT;
  if (digits <= kept || digits <= 5 || !Number.isFinite(Number(exported))) return false;
  // Rounding a double is exact enough here: at most 15 of its digits are checked.
  const rounded = Number(exported).toPrecision(Math.min(kept, KEPT));
  const cut = truncated(exported, Math.min(kept, KEPT));
  return [rounded, cut].some((candidate) => isSameNumber(candidate, cell));
}

function isNumber(text: string): boolean {
  return parseJsonNumber(text) !== undefined;
}

function isSameNumber(text: string, other: string): boolean {
  return isNumber(text) && sameValue(new LosslessNumber(text), new LosslessNumber(other));
}

function significant(decimal: string): string {
  return (decimal.split(/e/i)[0] ?? "").replace(/[-.]/g, "").replace(/^0+/, "").replace(/0+$/, "");
}

/** The first digits, the others 0. */
function truncated(decimal: string, kept: number): string {
  let seen = 0;
  let started = false;
  return decimal.replace(/e.*$/i, "").replace(/\d/g, (digit) => {
    started ||= digit !== "0";
    if (started) seen += 1;
    return seen > kept ? "0" : digit;
  });
}

/** True for the JSON text of the value that was marked. */
export function jsonFits(mark: BaselineValue, text: string): boolean {
  let value: JsonValue;
  try {
    value = parseJson(text);
  } catch {
    return false;
  }
  return !nestsDeeperThan(value, MAX_DEPTH) && matchesBaseline(mark, value);
}

export type BaselineValue = string;

/** The kind of value that a mark means. */
export type BaselineType = "null" | "boolean" | "number" | "text" | "json";

export function baselineValueOf(value: JsonValue): BaselineValue {
  if (value === null) return "0";
  if (typeof value === "boolean") return value ? "b1" : "b0";
  if (isLosslessNumber(value)) return `n${value.value}`;
  if (typeof value === "string") return textMark(value);
  return `j${shortHash(canonicalJson(value))}`;
}

/** True when the value is the one that was marked; numbers by what they are worth. */
export function matchesBaseline(mark: BaselineValue, value: JsonValue): boolean {
  if (isLosslessNumber(value)) return sameValue(numberOf(mark), value);
  return baselineValueOf(value) === mark;
}

/** The mark of a text. Line ends do not count: spreadsheets change them. */
function textMark(text: string): BaselineValue {
  return `s${shortHash(text.replace(/\r\n?/g, "\n"))}`;
}

/** True for the text that was marked. */
export function isText(mark: BaselineValue, text: string): boolean {
  return textMark(text) === mark;
}

/** The number that was marked; undefined for other marks. */
export function numberOf(mark: BaselineValue): LosslessNumber | undefined {
  return mark.startsWith("n") && isNumber(mark.slice(1)) ? new LosslessNumber(mark.slice(1)) : undefined;
}

/** The value that was marked; undefined for strings and lists, of which a mark holds only a hash. */
export function exportedValue(mark: BaselineValue): JsonValue | undefined {
  switch (baselineType(mark)) {
    case "null":
      return null;
    case "boolean":
      return mark === "b1";
    default:
      return numberOf(mark);
  }
}

/** @returns undefined for what is no mark */
export function baselineType(mark: BaselineValue): BaselineType | undefined {
  if (mark === "0") return "null";
  if (mark === "b0" || mark === "b1") return "boolean";
  if (/^s[\w-]{8}$/.test(mark)) return "text";
  if (/^j[\w-]{8}$/.test(mark)) return "json";
  return numberOf(mark) === undefined ? undefined : "number";
}

/** 48 bits: enough that an edit is not taken for none. */
export function shortHash(text: string): string {
  return hash("sha256", text, "base64url").slice(0, 8);
}
