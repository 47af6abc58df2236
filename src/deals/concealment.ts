/** Secrets that a server put into a deal: they are taken out of it, and the deal is known from then on as one that held them. */
import { isLosslessNumber, type JsonObject, type JsonValue } from "../json.ts";
import type { Deal } from "./deal.ts";

/** Fields whose values are not what the server sent, by deal. */
const concealed = new WeakMap<JsonObject, readonly string[]>();

/** Code of a deal that is not changed for that reason. */
export const TOKEN_IN_DEAL = "token_in_deal";

/** The same deal where it holds no secret. @param redact takes secrets out of a text */
export function concealSecrets(deal: Deal, redact: (text: string) => string): Deal {
  // As good as every one: nothing is created for it.
  if (isClean(deal, redact)) return deal;
  const fields: string[] = [];
  const entries = Object.entries(deal).map(([name, value]) => {
    const shown = redact(name);
    if (shown !== name || !isClean(value, redact)) fields.push(shown);
    return [shown, withoutSecrets(value, redact)] as const;
  });
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

/** The depth of an answer has a bound. */
function isClean(value: JsonValue, redact: (text: string) => string): boolean {
  if (typeof value === "string") return redact(value) === value;
  if (typeof value !== "object" || value === null || isLosslessNumber(value)) return true;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).every((item) => isClean(item, redact));
  const object = value as JsonObject;
  return Object.keys(object).every(
    (name) => redact(name) === name && isClean(object[name] as JsonValue, redact),
  );
}

function withoutSecrets(value: JsonValue, redact: (text: string) => string): JsonValue {
  if (typeof value === "string") return redact(value);
  if (typeof value !== "object" || value === null || isLosslessNumber(value)) return value;
  if (Array.isArray(value))
    return (value as readonly JsonValue[]).map((item) => withoutSecrets(item, redact));
  const entries = Object.entries(value as JsonObject);
  return Object.fromEntries(entries.map(([name, inner]) => [redact(name), withoutSecrets(inner, redact)]));
}
