/** Secrets that a server put into a deal: they are taken out of it, and the deal is known from then on as one that held them. */
import { isLosslessNumber, type JsonObject, type JsonValue } from "../json.ts";
import type { Deal } from "./deal.ts";

/** Fields whose values are not what the server sent, by deal. */
const concealed = new WeakMap<JsonObject, readonly string[]>();

/** Code of a deal that is not changed for that reason. */
export const TOKEN_IN_DEAL = "token_in_deal";

/** The same deal where it holds no secret. @param redact takes secrets out of a text */
export function concealSecrets(deal: Deal, redact: (text: string) => string): Deal {
  const fields: string[] = [];
  const entries = Object.entries(deal).map(([name, value]) => {
    const clean = [redact(name), cleanValue(value, redact)] as const;
    if (clean[0] !== name || clean[1] !== value) fields.push(clean[0]);
    return clean;
  });
  if (fields.length === 0) return deal;
  const clean = Object.fromEntries(entries) as Deal;
  concealed.set(clean, fields);
  return clean;
}

/** Names of the fields out of which a secret was taken. */
export function concealedFields(deal: JsonObject): readonly string[] {
  return concealed.get(deal) ?? [];
}

/** Why a deal is not changed, for one that held a secret; undefined for any other. */
export function concealmentProblem(deal: JsonObject): string | undefined {
  const fields = concealedFields(deal);
  if (fields.length === 0) return undefined;
  return `${fields.join(", ")} contains the token of this command: the value is not saved and cannot be restored by an undo`;
}

/** The same value where nothing was taken out. The depth of an answer has a bound. */
function cleanValue(value: JsonValue, redact: (text: string) => string): JsonValue {
  if (typeof value === "string") return redact(value);
  if (typeof value !== "object" || value === null || isLosslessNumber(value)) return value;
  if (Array.isArray(value)) {
    const items = (value as readonly JsonValue[]).map((item) => cleanValue(item, redact));
    return items.some((item, at) => item !== value[at]) ? items : value;
  }
  let isClean = true;
  const entries = Object.entries(value as JsonObject).map(([name, inner]) => {
    const clean = [redact(name), cleanValue(inner, redact)] as const;
    if (clean[0] !== name || clean[1] !== inner) isClean = false;
    return clean;
  });
  return isClean ? value : Object.fromEntries(entries);
}
