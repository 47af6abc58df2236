/** Field names: which ones a write may carry. */

import { usage } from "../failure.ts";
import { type Hint, option, say, words } from "../hint.ts";
import { SYSTEM_FIELDS } from "./deal.ts";

const LONGEST = 256;

const UNSAFE_NAMES: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);
const SEE_NAMES: Hint = {
  say: "list the field names",
  run: { command: "deals list", options: { limit: "1", json: true } },
};
const SYSTEM: ReadonlySet<string> = new Set(SYSTEM_FIELDS);

/** True for a name that JavaScript objects use themselves: no CRM field has it, and it could damage an object. */
export function isUnsafeName(name: string): boolean {
  return UNSAFE_NAMES.has(name);
}

/**
 * Checks the name of a field that is to be set.
 * @returns the name, unchanged
 * @throws Failure of kind usage: empty, unsafe, kept by Routera, or with characters that no internal name has
 */
export function checkFieldName(name: string): string {
  if (name.trim() === "") {
    throw usage(
      "empty_field_name",
      "a field name is empty",
      say`use ${option("field", "deal_name=Enterprise plan")}`,
    );
  }
  const shown = JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
  if (isUnsafeName(name)) {
    throw usage("forbidden_field", `${shown} is not a valid field name`, SEE_NAMES);
  }
  if (SYSTEM.has(name)) {
    throw usage(
      "system_field",
      `${shown} is read-only`,
      name.startsWith("archived")
        ? "archive and restore deals in Routera"
        : "remove it; other fields can be set",
    );
  }
  if (
    name.length > LONGEST ||
    name.trim() !== name ||
    /[\p{Cc}\p{Zl}\p{Zp}]/u.test(name) ||
    !name.isWellFormed()
  ) {
    throw usage("bad_field_name", `${shown} is not a valid field name`, SEE_NAMES);
  }
  return name;
}

/**
 * Checks the name of a field that deals are found by.
 * @throws Failure `bad_key_field`
 */
export function checkKeyField(name: string): string {
  // Deals are named by their ID without it.
  const isField = name !== "" && name !== "id" && !isUnsafeName(name);
  if (isField && name.trim() === name && !/[,\p{Cc}]/u.test(name)) return name;
  throw usage(
    "bad_key_field",
    words`${option("by")} must be the name of a field, got ${JSON.stringify(name.slice(0, 80))}`,
    say`use ${option("by", "external_id")}`,
  );
}
