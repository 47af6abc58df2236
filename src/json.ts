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
    if (options.duplicates === "refuse") return parse(text) as JsonValue;
    // The platform's parser is several times faster; it is exact wherever no number is involved.
    const plain: unknown = JSON.parse(text);
    if (!holdsNumber(plain)) return plain as JsonValue;
    return parse(text, null, { onDuplicateKey: ({ newValue }) => newValue }) as JsonValue;
  } catch (error) {
    if (error instanceof RangeError) throw new SyntaxError("nested too deep");
    throw error;
  }
}

/** The JSON text of a value: one line, or indented by two spaces. */
export function printJson(value: JsonValue, layout: "line" | "indented" = "line"): string {
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

function holdsNumber(value: unknown): boolean {
  if (typeof value === "number") return true;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(holdsNumber);
}
