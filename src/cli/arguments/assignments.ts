/**
 * Parses the flags that set fields: `--field key=value`, `--field-json`, `--field-file`, `--clear`, `--fields-json`.
 * Pure.
 */
import { type Assignment, type Assignments, checkText, duplicateField } from "../../deals/assignments.ts";
import { checkFieldName } from "../../deals/fieldName.ts";
import { usage } from "../../failure.ts";
import { type OptionKey, option, placeholder, say, words } from "../../hint.ts";
import { type JsonValue, parseJson } from "../../json.ts";

/** The flags as they were typed. */
export type AssignmentWords = {
  readonly field: readonly string[];
  readonly fieldJson: readonly string[];
  readonly fieldFile: readonly string[];
  readonly clear: readonly string[];
  readonly fieldsJson: string | undefined;
};

/** @throws Failure of kind usage: no `=`, a bad name, the same name twice, broken JSON, stdin named twice, nothing to set */
export function parseAssignments(typed: AssignmentWords): Assignments {
  const byName = new Map<string, Assignment>();
  const add = (by: OptionKey, name: string, assignment: Assignment): void => {
    checkFieldName(name);
    if (byName.has(name)) throw duplicateField(name, by);
    byName.set(name, assignment);
  };
  for (const word of typed.field) {
    const [name, value] = split("field", word);
    add("field", name, { from: "text", value: checkText(name, value) });
  }
  for (const word of typed.fieldJson) {
    const [name, text] = split("fieldJson", word);
    add("fieldJson", name, { from: "json", value: jsonValue(name, text) });
  }
  for (const word of typed.fieldFile) {
    const [name, path] = split("fieldFile", word);
    if (path === "")
      throw usage(
        "empty_path",
        words`${option("fieldFile")} ${name}= requires a file name`,
        say`use ${option("fieldFile", `${name}=notes.txt`)}`,
      );
    add("fieldFile", name, { from: "file", path });
  }
  for (const name of typed.clear) {
    add("clear", name, { from: "clear" });
  }
  if (byName.size === 0 && typed.fieldsJson === undefined) {
    throw usage(
      "nothing_to_set",
      "no fields to update",
      say`add ${option("field", "deal_name=Enterprise plan")}`,
    );
  }
  const fromStdin = [...byName.values(), { from: "file", path: typed.fieldsJson }].filter(
    (one) => one.from === "file" && one.path === "-",
  );
  if (fromStdin.length > 1)
    throw usage("duplicate_stdin", "stdin (-) can be read only once", "read one of the values from a file");
  return { byName, whole: typed.fieldsJson };
}

function split(by: OptionKey, word: string): [name: string, rest: string] {
  const at = word.indexOf("=");
  if (at === -1) {
    throw usage(
      "missing_equals",
      words`${option(by)} ${JSON.stringify(word)} has no "="`,
      say`use ${option(by, `${word || "key"}=value`)}`,
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
      words`${option("fieldJson")} ${name}: ${JSON.stringify(text)} is not JSON: ${(error as Error).message}`,
      [
        say`for a plain string, use ${option("field", `${name}=TEXT`)}`,
        {
          say: words`for a JSON string, add quotes: ${option("fieldJson", `${name}="text"`)}`,
          otherwise: words`if your shell removes quotes, use a file: ${option("fieldsJson", placeholder("FILE"))}`,
        },
      ],
    );
  }
}
