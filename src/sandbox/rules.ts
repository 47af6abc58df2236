/** Rules of Routera's API for writes and properties, as the sandbox enforces them. Pure. */
import type { Deal, Fields } from "../deals/deal.ts";
import { isJsonObject, isLosslessNumber, type JsonObject, type JsonValue, printJson } from "../json.ts";

/** Why a request is not done: the status and the message of the answer. */
export type Refusal = { readonly status: 400 | 404 | 409; readonly message: string };

/** Result of an update: the deal after it (the very same object when nothing changes), or a refusal. */
export type UpdateResult = { readonly deal: Deal } | { readonly refusal: Refusal };

/** What a deal cannot know by itself. */
export type RuleContext = {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** True when another active deal has this external id. */
  readonly isTaken: (externalId: string) => boolean;
};

/** The `fields` of the body of an update. */
export function readFields(body: JsonValue): { readonly fields: Fields } | { readonly refusal: Refusal } {
  if (!isJsonObject(body)) return invalid("The body must be a JSON object with a fields property");
  const stray = Object.keys(body).find((key) => key !== "fields");
  if (stray !== undefined)
    return invalid(`Unexpected property ${quoted(stray)}: values belong inside fields`);
  const { fields } = body;
  if (fields === undefined) return invalid("fields is required");
  if (!isJsonObject(fields)) return invalid("fields must be an object");
  return { fields };
}

/** One deal, with some of its fields set: only the keys given change, null clears. */
export function changeDeal(deal: Deal, fields: Fields, { now, isTaken }: RuleContext): UpdateResult {
  if (deal.archived !== false) return conflict("Cannot update an archived object");
  const problems = Object.entries(fields).flatMap(([name, value]) => problemWith(name, value) ?? []);
  if (problems.length > 0) return invalid(problems.join("; "));
  const { external_id: externalId } = fields;
  if (typeof externalId === "string" && externalId !== deal.external_id && isTaken(externalId)) {
    return conflict(`Duplicate active record: external_id ${quoted(externalId)} is already in use`);
  }
  const changed: JsonObject = { ...deal, ...asStored(fields) };
  // By their text: 1.1 in the place of 1.10 is a change, as digits are kept.
  if (printJson(changed) === printJson(deal)) return { deal };
  return { deal: { ...changed, id: deal.id, updated_at: later(deal.updated_at, now) } };
}

function problemWith(name: string, value: JsonValue): string | undefined {
  const property = PROPERTIES.get(name);
  if (property === undefined) return `Unknown field ${quoted(name)}`;
  if (property.place === "system") return `${name} is a system field and cannot be set`;
  if (value !== null && !property.accepts(value)) return `${name} must be ${property.holds}`;
  return undefined;
}

function asStored(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, PROPERTIES.get(name)?.stored?.(value) ?? value]),
  );
}

/** Now, or a millisecond after the time before: a change is always seen in `updated_at`, whatever the clock does. */
function later(before: JsonValue | undefined, now: number): string {
  return new Date(Math.max(now, Date.parse(String(before)) + 1)).toISOString();
}

function invalid(message: string): { readonly refusal: Refusal } {
  return { refusal: { status: 400, message } };
}

function conflict(message: string): { readonly refusal: Refusal } {
  return { refusal: { status: 409, message } };
}

function quoted(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
}

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
  ["tags", { place: "custom", holds: "an array of strings", accepts: isTexts, stored: withoutRepeats }],
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
