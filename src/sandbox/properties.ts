/** The properties that a sandbox deal has: which are always returned, which are the system's, and what each may hold. */
import type { Deal } from "../deals/deal.ts";
import { isLosslessNumber, type JsonObject, type JsonValue } from "../json.ts";

/** One property. Every kind of value may be null as well, but for system properties. */
export type Property = {
  /** `system`: kept by Routera; `default`: always returned; `custom`: returned when asked for by `properties`. */
  readonly place: "system" | "default" | "custom";
  /** What it holds, in words that finish "… must be". */
  readonly holds: string;
  /** True for a value that it may hold. */
  accepts(value: JsonValue): boolean;
  readonly isNumber?: true;
  /** The value as it is kept, where that may be another. */
  readonly stored?: (value: JsonValue) => JsonValue;
};

const text = { holds: "text", accepts: isText };
const choice = (...names: readonly string[]) => ({
  holds: `one of ${names.join(", ")}`,
  accepts: (value: JsonValue) => isText(value) && names.includes(value),
});

/** By name, in the order in which an answer holds them. */
export const PROPERTIES: ReadonlyMap<string, Property> = new Map<string, Property>([
  ["id", { place: "system", ...text }],
  ["external_id", { place: "default", ...text }],
  ["deal_name", { place: "default", ...text }],
  ["pipeline", { place: "default", ...text }],
  ["deal_stage", { place: "default", ...text }],
  ["deal_owner", { place: "default", ...text }],
  ["created_at", { place: "system", ...text }],
  ["updated_at", { place: "system", ...text }],
  [
    "archived",
    { place: "system", holds: "false or a time", accepts: (value) => value === false || isText(value) },
  ],
  ["archived_by", { place: "system", ...text }],
  ["amount", { place: "custom", holds: "a number", isNumber: true, accepts: isLosslessNumber }],
  ["close_date", { place: "custom", ...text }],
  ["next_step", { place: "custom", ...text }],
  ["phone", { place: "custom", ...text }],
  ["priority", { place: "custom", ...choice("low", "medium", "high") }],
  ["renewal", { place: "custom", holds: "true or false", accepts: (value) => typeof value === "boolean" }],
  // A set: a tag given twice is kept once. The one property whose stored value can differ from what was sent.
  ["tags", { place: "custom", holds: "an array of texts", accepts: isTexts, stored: withoutRepeats }],
]);

const ALWAYS = [...PROPERTIES].filter(([, { place }]) => place !== "custom").map(([name]) => name);

/**
 * The names in `properties` query parameters (comma-separated; the parameter may be repeated).
 * @returns the names in order, without repeats, or the first one that there is no property for
 */
export function readProperties(
  parameters: readonly string[],
): { readonly names: readonly string[] } | { readonly unknown: string } {
  const names = parameters.filter((list) => list !== "").flatMap((list) => list.split(","));
  const unknown = names.find((name) => !PROPERTIES.has(name));
  return unknown === undefined ? { names: [...new Set(names)] } : { unknown };
}

/** What an answer shows of a deal: the default properties, then those asked for, each once. */
export function project(deal: Deal, asked: readonly string[]): JsonObject {
  const shown: Record<string, JsonValue> = {};
  for (const name of new Set([...ALWAYS, ...asked])) {
    if (name === "archived_by" && deal.archived === false) continue;
    shown[name] = deal[name] ?? null;
  }
  return shown;
}

function isText(value: JsonValue): value is string {
  return typeof value === "string";
}

function isTexts(value: JsonValue): boolean {
  return Array.isArray(value) && value.every(isText);
}

function withoutRepeats(value: JsonValue): JsonValue {
  return Array.isArray(value) ? [...new Set(value)] : value;
}
