/** Deals and their IDs, as Routera's reference describes them. Pure; knows nothing of HTTP, files or terminals. */
import { usage } from "../failure.ts";
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

const LONGEST = 512;

/**
 * Checks an id before it goes into a URL. Refused: empty, `.` and `..` (URL parsers collapse them, percent-encoded too),
 * slashes, backslashes, percent signs, white space at the ends, control characters, lone surrogates.
 * @returns the id, unchanged.
 * @throws Failure `bad_deal_id`
 */
export function checkDealId(id: string): string {
  const problem = problemOf(id);
  if (problem === undefined) return id;
  throw usage(
    "bad_deal_id",
    `the deal ID ${JSON.stringify(id.length > 80 ? `${id.slice(0, 80)}…` : id)} ${problem}`,
    {
      say: "use an ID such as 550e8400-e29b-41d4-a716-446655440000 from the list of deals",
      run: { command: "deals list" },
    },
  );
}

/** True for an id that a request can name. */
export function isDealId(id: string): boolean {
  return problemOf(id) === undefined;
}

function problemOf(id: string): string | undefined {
  if (id === "") return "is empty";
  if (id.length > LONGEST) return `is longer than ${LONGEST} characters`;
  if (id === "." || id === "..") return "would change the path of the request";
  if (/[/\\]/.test(id)) return "contains a slash";
  if (id.includes("%")) return "contains a percent sign";
  if (/[?#]/.test(id)) return "contains ? or #";
  if (!id.isWellFormed()) return "is not valid Unicode";
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(id)) return "contains a control character";
  if (id.trim() !== id) return "starts or ends with white space";
  return undefined;
}

export const MAX_DEPTH = 100;
