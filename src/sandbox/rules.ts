/** What Routera does with an update of a deal. Pure. */
import type { Deal, Fields } from "../deals/deal.ts";
import { isJsonObject, type JsonObject, type JsonValue, printJson } from "../json.ts";
import { PROPERTIES } from "./properties.ts";

/** Why a request is not done: the status and the message of the answer. */
export type Refusal = { readonly status: 400 | 404 | 409; readonly message: string };

/** What comes of an update: the deal after it (the very same object when nothing changes), or a refusal. */
export type Change = { readonly deal: Deal } | { readonly refusal: Refusal };

/** What a deal cannot know by itself. */
export type Surroundings = {
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
export function changeDeal(deal: Deal, fields: Fields, { now, isTaken }: Surroundings): Change {
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
