/** The words that set fields (`--field key=value` and its kin) → what each field is to become. Pure. */
import { usage } from "../failure.ts";
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from "../json.ts";
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

/** The flags as they were typed. */
export type AssignmentWords = {
  readonly field: readonly string[];
  readonly fieldJson: readonly string[];
  readonly fieldFile: readonly string[];
  readonly clear: readonly string[];
  readonly fieldsJson: string | undefined;
};

/** @throws Failure of kind usage: no `=`, a bad name, the same name twice, broken JSON, stdin named twice, nothing to set */
export function parseAssignments(words: AssignmentWords): Assignments {
  const byName = new Map<string, Assignment>();
  const add = (flag: string, name: string, assignment: Assignment): void => {
    checkFieldName(name);
    if (byName.has(name)) throw setTwice(name, flag);
    byName.set(name, assignment);
  };
  for (const word of words.field) {
    const [name, value] = split("--field", word);
    add("--field", name, { from: "text", value: checkText(name, value) });
  }
  for (const word of words.fieldJson) {
    const [name, text] = split("--field-json", word);
    add("--field-json", name, { from: "json", value: jsonValue(name, text) });
  }
  for (const word of words.fieldFile) {
    const [name, path] = split("--field-file", word);
    if (path === "")
      throw usage(
        "empty_path",
        `--field-file ${name}= names no file`,
        `write --field-file ${name}=notes.txt`,
      );
    add("--field-file", name, { from: "file", path });
  }
  for (const name of words.clear) {
    add("--clear", name, { from: "clear" });
  }
  if (byName.size === 0 && words.fieldsJson === undefined) {
    throw usage("nothing_to_set", "nothing to change was given", 'write --field deal_name="Enterprise plan"');
  }
  const fromStdin = [...byName.values(), { from: "file", path: words.fieldsJson }].filter(
    (one) => one.from === "file" && one.path === "-",
  );
  if (fromStdin.length > 1)
    throw usage("stdin_twice", "stdin (`-`) can be read only once", "put one of the texts into a file");
  return { byName, whole: words.fieldsJson };
}

/** The text of `--fields-json` → its fields. @throws Failure of kind usage */
export function parseWholeObject(text: string, path: string): JsonObject {
  const source = path === "-" ? "stdin" : path;
  let value: JsonValue;
  try {
    value = parseJson(text, { duplicates: "refuse" });
  } catch (error) {
    throw usage(
      "bad_json",
      `--fields-json: ${source} is not one JSON object: ${(error as Error).message}`,
      'the file holds an object such as {"deal_name": "Enterprise plan", "amount": 5000}',
    );
  }
  if (!isJsonObject(value)) {
    throw usage(
      "bad_json",
      `--fields-json: ${source} holds no JSON object`,
      'write {"deal_name": "Enterprise plan"}',
    );
  }
  for (const name of Object.keys(value)) checkFieldName(name);
  return value;
}

/** One object of all that is set. @throws Failure of kind usage when a name is set twice or nothing is set */
export function joinFields(assigned: JsonObject, whole: JsonObject): JsonObject {
  for (const name of Object.keys(whole)) {
    if (Object.hasOwn(assigned, name)) throw setTwice(name, "--fields-json");
  }
  const fields = { ...whole, ...assigned };
  if (Object.keys(fields).length === 0) {
    throw usage(
      "nothing_to_set",
      "the object of --fields-json is empty: nothing to change",
      'the file holds an object such as {"deal_name": "Enterprise plan", "amount": 5000}',
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
    "it holds half of a surrogate pair (\\ud800 to \\udfff): take it out, or write the whole character",
  );
}

function split(flag: string, word: string): [name: string, rest: string] {
  const at = word.indexOf("=");
  if (at === -1) {
    throw usage(
      "missing_equals",
      `${flag} ${JSON.stringify(word)} has no "="`,
      `write ${flag} ${word || "key"}=value`,
    );
  }
  return [word.slice(0, at), word.slice(at + 1)];
}

function jsonValue(name: string, text: string): JsonValue {
  try {
    return parseJson(text, { duplicates: "refuse" });
  } catch (error) {
    throw usage(
      "bad_json",
      `--field-json ${name}: ${JSON.stringify(text)} is not JSON: ${(error as Error).message}`,
      `for a plain text write --field ${name}=…; JSON strings need quotes: --field-json '${name}="text"'`,
    );
  }
}

function setTwice(name: string, flag: string) {
  return usage(
    "field_twice",
    `the field ${JSON.stringify(name)} is set twice (again by ${flag})`,
    "name each field once",
  );
}
