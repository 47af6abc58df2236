/**
 * JSON that keeps what it was given: numbers keep their digits (ids above 2^53, `1.10`), and a key
 * named `__proto__` stays a key.
 */
import { isLosslessNumber, LosslessNumber, parse, stringify } from "lossless-json";

export { isLosslessNumber, LosslessNumber };

/** A JSON value; numbers are digits as text. */
export type JsonValue = string | boolean | null | LosslessNumber | readonly JsonValue[] | JsonObject;
export type JsonObject = { readonly [key: string]: JsonValue };

/**
 * Reads one JSON text.
 * @throws SyntaxError when it is not JSON, nests too deep, or (with `duplicates: "refuse"`) names a key twice with different values.
 */
export function parseJson(text: string, options: { duplicates?: "last" | "refuse" } = {}): JsonValue {
  try {
    // The platform's parser is many times faster than one written in JavaScript, but rounds numbers.
    const plain = parsePlain(text, options.duplicates === "refuse");
    if (plain === undefined) return parse(text) as JsonValue;
    if (!holdsNumber(plain)) return plain as JsonValue;
    return isSame(plain, text) ? withOwnDigits(plain) : withDigits(plain, JSON.parse(quoteNumbers(text)));
  } catch (error) {
    if (error instanceof RangeError) throw new SyntaxError("nested too deep");
    throw error;
  }
}

/** The JSON text of a value: one line, or indented by two spaces. */
export function printJson(value: JsonValue, layout: "line" | "indented" = "line"): string {
  if (layout === "line" && !holdsLosslessNumber(value)) return JSON.stringify(value);
  return stringify(value, null, layout === "indented" ? 2 : undefined) ?? "null";
}

/** True for `{…}`, not for arrays, null or numbers. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isLosslessNumber(value);
}

/** A number as JSON value. @throws Error when it is not finite or carries more digits than a double is sure of. */
export function jsonNumber(value: number): LosslessNumber {
  return new LosslessNumber(String(value));
}

/** @returns undefined for a text that must be checked more closely */
function parsePlain(text: string, strict: boolean): unknown {
  if (!strict) return JSON.parse(text);
  try {
    const plain: unknown = JSON.parse(text);
    return isSame(plain, text) ? plain : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** True for a text as the platform itself would print it: it holds no key twice, and every number keeps its digits. */
function isSame(plain: unknown, text: string): boolean {
  return JSON.stringify(plain) === text;
}

function holdsLosslessNumber(value: JsonValue): boolean {
  if (typeof value !== "object" || value === null) return false;
  return isLosslessNumber(value) || Object.values(value).some(holdsLosslessNumber);
}

function holdsNumber(value: unknown): boolean {
  if (typeof value === "number") return true;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(holdsNumber);
}

/** A text that is known to be JSON, with every number as a string of its digits. */
function quoteNumbers(text: string): string {
  return text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g, (token) =>
    token.startsWith('"') ? token : `"${token}"`,
  );
}

/** Two readings of the same text, walked side by side: where the plain one has a number, the other has its digits. */
function withDigits(plain: unknown, quoted: unknown): JsonValue {
  if (typeof plain === "number") return new LosslessNumber(quoted as string);
  if (typeof plain !== "object" || plain === null) return plain as JsonValue;
  const [from, into] = [plain, quoted] as [Record<string, unknown>, Record<string, unknown>];
  // Every key is an own one already, so that assigning to `__proto__` sets a value and no prototype.
  for (const key of Object.keys(from)) into[key] = withDigits(from[key], into[key]);
  return into as JsonObject;
}

function withOwnDigits(plain: unknown): JsonValue {
  if (typeof plain === "number") return new LosslessNumber(String(plain));
  if (typeof plain !== "object" || plain === null) return plain as JsonValue;
  const object = plain as Record<string, unknown>;
  for (const key of Object.keys(object)) object[key] = withOwnDigits(object[key]);
  return object as JsonObject;
}

/** One text for equal values: keys in order. Numbers keep their digits: 1.10 is not 1.1 here. */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (!isJsonObject(value)) return printJson(value);
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] as JsonValue)}`);
  return `{${members.join(",")}}`;
}
