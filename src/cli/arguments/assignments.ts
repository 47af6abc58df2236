/**
 * Parses the flags that set fields: `--field key=value`, `--field-json`, `--field-file`, `--clear`, `--fields-json`.
 * Pure.
 */
import { type Assignment, type Assignments, checkText, setTwice } from "../../deals/assignments.ts";
import { checkFieldName } from "../../deals/fieldName.ts";
import { usage } from "../../failure.ts";
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
