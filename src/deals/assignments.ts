/** Assignments of fields: where each new value comes from, and the fields that they come to. */
import { type Failure, usage } from "../failure.ts";
import { type OptionKey, option, type Words, words } from "../hint.ts";
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from "../json.ts";
import type { Fields } from "./deal.ts";
import { checkFieldName } from "./fieldName.ts";

/** Where the new value of a field comes from. */
export type Assignment =
  | { readonly from: "text"; readonly value: string }
  | { readonly from: "json"; readonly value: JsonValue }
  | { readonly from: "file"; readonly path: string }
  | { readonly from: "clear" };

/** All that one command line sets. `whole` names the file (or `-`) of a whole object, still to be read. */
export type Assignments = {
  readonly byName: ReadonlyMap<string, Assignment>;
  readonly whole: string | undefined;
};

/** The text of a file that holds all fields → the fields. @throws Failure of kind usage */
export function parseWholeObject(text: string, path: string): JsonObject {
  const source = path === "-" ? "stdin" : path;
  let value: JsonValue;
  try {
    value = parseJson(text, { duplicates: "refuse" });
  } catch (error) {
    throw usage(
      "bad_json",
      words`${WHOLE}: ${source} is not a JSON object: ${(error as Error).message}`,
      'write an object such as {"deal_name": "Enterprise plan", "amount": 5000}',
    );
  }
  if (!isJsonObject(value)) {
    throw usage(
      "bad_json",
      words`${WHOLE}: ${source} is not a JSON object`,
      'write an object such as {"deal_name": "Enterprise plan"}',
    );
  }
  for (const name of Object.keys(value)) checkFieldName(name);
  return value;
}

const WHOLE = option("fieldsJson");

/** One object of all that is set. @throws Failure of kind usage when a name is set twice or nothing is set */
export function joinFields(assigned: JsonObject, whole: JsonObject): JsonObject {
  for (const name of Object.keys(whole)) {
    if (Object.hasOwn(assigned, name)) throw duplicateField(name, "fieldsJson");
  }
  const fields = { ...whole, ...assigned };
  if (Object.keys(fields).length === 0) {
    throw usage(
      "nothing_to_set",
      words`the object of ${WHOLE} is empty: no fields to update`,
      'write an object such as {"deal_name": "Enterprise plan", "amount": 5000}',
    );
  }
  return fields;
}

/** A text that JSON can carry to Routera unharmed. @throws Failure of kind usage */
export function checkText(name: string, text: string): string {
  if (text.isWellFormed()) return text;
  throw usage(
    "bad_text",
    `the value of ${JSON.stringify(name)} is not valid Unicode`,
    "remove the lone surrogate (\\ud800 to \\udfff), or write the whole character",
  );
}

/** @param by the option that sets it again */
export function duplicateField(name: string, by: OptionKey): Failure {
  return usage(
    "duplicate_field",
    words`${JSON.stringify(name)} is set more than once (again by ${option(by)})`,
    "set each field once",
  );
}

/** @param readText reads a whole text file, or stdin for `-` @throws Failure of kind usage */
export async function assignedFields(
  { byName, whole }: Assignments,
  readText: (path: string, what: Words) => Promise<string>,
): Promise<Fields> {
  const fields: Record<string, JsonValue> = {};
  for (const [name, assignment] of byName) {
    if (assignment.from === "clear") fields[name] = null;
    else if (assignment.from === "file")
      fields[name] = await readText(assignment.path, words`${option("fieldFile")} ${name}`);
    else fields[name] = assignment.value;
  }
  if (whole === undefined) return fields;
  return joinFields(fields, parseWholeObject(await readText(whole, [option("fieldsJson")]), whole));
}
