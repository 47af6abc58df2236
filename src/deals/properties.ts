/** Names of properties that an answer is asked to hold. Pure. */

import { usage } from "../failure.ts";
import { option, say, words } from "../hint.ts";
import type { JsonObject } from "../json.ts";
import { DEFAULT_PROPERTIES } from "./deal.ts";
import { QUOTE_LIST, splitNames } from "./nameList.ts";

const PROPERTIES = option("properties");
const EXAMPLE = option("properties", "phone,amount");

const DEFAULTS: ReadonlySet<string> = new Set(DEFAULT_PROPERTIES);

/**
 * `["a,b", "c"]` → `["a", "b", "c"]`, each once. White space around a name is omitted.
 * @throws Failure of kind usage for an empty name, or one with a space or control characters
 */
export function parseProperties(lists: readonly string[]): readonly string[] {
  const names = lists.flatMap((list) =>
    splitNames(list, words`${PROPERTIES}`, (meant) => say`${QUOTE_LIST}: ${option("properties", meant)}`),
  );
  for (const name of names) {
    if (name === "")
      throw usage("empty_property", words`${PROPERTIES} contains an empty name`, say`use ${EXAMPLE}`);
    if (/\p{Cc}/u.test(name) || !name.isWellFormed()) {
      throw usage(
        "bad_property",
        words`${PROPERTIES}: ${JSON.stringify(name)} is not a valid property name`,
        say`separate names with commas: ${EXAMPLE}`,
      );
    }
  }
  return [...new Set(names)];
}

/** What to ask for so that an answer shows `wanted` and every field that is set; default properties come anyway. */
export function requestedProperties(wanted: readonly string[], set: JsonObject = {}): readonly string[] {
  return [...new Set([...wanted, ...Object.keys(set)])].filter((name) => !DEFAULTS.has(name));
}
