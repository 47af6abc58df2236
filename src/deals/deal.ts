/** What a deal is, as far as Routera's reference states it. Pure; knows nothing of HTTP, files or terminals. */
import type { JsonObject, JsonValue } from "../json.ts";

/** A deal as Routera returned it: flat, custom fields at the top level. `id` is always a string. */
export type Deal = JsonObject & { readonly id: string };

/** Values to set, by field name; null clears a field. */
export type Fields = JsonObject;

/** The properties that every answer holds without being asked for, in the order in which people read them. */
export const DEFAULT_PROPERTIES = [
  "id",
  "deal_name",
  "pipeline",
  "deal_stage",
  "deal_owner",
  "external_id",
  "created_at",
  "updated_at",
  "archived",
  "archived_by",
] as const;

/** Fields that Routera keeps itself; a request to set one is refused. */
export const SYSTEM_FIELDS = ["id", "created_at", "updated_at", "archived", "archived_by"] as const;

/** True when the deal is archived: `archived` then holds the time of archiving. */
export function isArchived(deal: JsonObject): boolean {
  const { archived } = deal;
  return archived !== undefined && archived !== null && archived !== false;
}

/** True for an object with a string `id`: the least that makes an answer a deal. */
export function isDeal(value: JsonValue | undefined): value is Deal {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    typeof (value as JsonObject).id === "string"
  );
}
