/** Suggestions for values: of flags, and of the settings of a profile. */

import { FORMAT_NAMES } from "../../config/formats.ts";
import { isProfileKey, PROFILE_KEYS } from "../../config/profileKeys.ts";
import { DEFAULT_PROPERTIES, SYSTEM_FIELDS } from "../../deals/deal.ts";
import type { Offer } from "../flag.ts";
import type { CompletionContext, FlagMatch } from "./completionContext.ts";
import {
  type CompletionSource,
  matchingSuggestions,
  type Suggestion,
  type Suggestions,
  suggestionOf,
} from "./suggestion.ts";

/**
 * @param typed the value, up to the cursor
 * @param front what is in front of it in the same word: `--format=`, or nothing
 */
export async function flagValue(
  { flag }: FlagMatch,
  typed: string,
  front: string,
  { given }: CompletionContext,
  source: CompletionSource,
): Promise<Suggestions> {
  const { value = "", choices, offers } = flag;
  if (choices) return matchingSuggestions(choices.map(suggestionOf), typed, front);
  if (offers === "file") return { words: [], file: front.length };
  if (offers === "setting") return settingKeys(typed, front);
  if (offers === undefined || !FIELDS.has(offers))
    return matchingSuggestions(await localNames(offers, given, source), typed, front);
  const seen = await source.fields(given);
  if (value.includes(","))
    return matchingSuggestions(listed(offers === "key" ? keys(seen) : extra(seen), typed), typed, front);

  // `key=value`, `key=json`, `key=path`, `column=field`, or the key alone.
  const split = typed.indexOf("=") + 1;
  const behind = front + typed.slice(0, split);
  if (split > 0) {
    const key = typed.slice(0, split - 1);
    if (value.endsWith("=path")) return { words: [], file: behind.length };
    if (value.endsWith("=field"))
      return matchingSuggestions(settableFields(seen).map(suggestionOf), typed.slice(split), behind);
    return matchingSuggestions(
      offers === "assignment" ? (seen.get(key) ?? []).map(suggestionOf) : [],
      typed.slice(split),
      behind,
    );
  }
  if (value.endsWith("=field")) return { words: [] };
  const ending = offers === "assignment" || value.includes("=") ? "=" : "";
  return matchingSuggestions(
    settableFields(seen).map((name) => suggestionOf(name + ending)),
    typed,
    front,
  );
}

/** What is answered from the fields that were seen. */
const FIELDS: ReadonlySet<Offer> = new Set<Offer>(["field", "assignment", "key"]);

/** Names of things that are kept on this machine. */
export async function localNames(
  offers: Offer | undefined,
  given: CompletionContext["given"],
  source: CompletionSource,
): Promise<readonly Suggestion[]> {
  if (offers === "profile") return (await source.profiles(given)).map(suggestionOf);
  if (offers !== "run") return [];
  const runs = await source.runs();
  return runs.length === 0 ? [] : [{ value: "last", summary: "The newest run" }, ...runs.map(suggestionOf)];
}

/** `a,b,c`: the last name is under the cursor; those in front of it are not offered again. */
function listed(names: readonly string[], typed: string): readonly Suggestion[] {
  const earlier = typed.split(",").slice(0, -1);
  const front = earlier.map((name) => `${name},`).join("");
  // A comma would part the name in two.
  return names
    .filter((name) => !earlier.includes(name) && !name.includes(","))
    .map((name) => suggestionOf(front + name));
}

type Seen = ReadonlyMap<string, readonly string[]>;

const SYSTEM: ReadonlySet<string> = new Set(SYSTEM_FIELDS);
const DEFAULTS: ReadonlySet<string> = new Set(DEFAULT_PROPERTIES);

/** Fields that a write may carry; a name with `=` cannot be typed. */
function settableFields(seen: Seen): readonly string[] {
  return keys(seen).filter((name) => !SYSTEM.has(name) && !name.includes("="));
}

/** Properties that do not come unasked. */
function extra(seen: Seen): readonly string[] {
  return keys(seen).filter((name) => !DEFAULTS.has(name));
}

function keys(seen: Seen): readonly string[] {
  return [...new Set([...DEFAULT_PROPERTIES, ...seen.keys()])];
}

/** `key=value` as `profile set` takes it. A secret is never set on a command line. */
export function settingWords(typed: string, front = ""): Suggestions {
  const split = typed.indexOf("=") + 1;
  if (split === 0)
    return matchingSuggestions(
      settableKeys().map((key) => suggestionOf(`${key}=`)),
      typed,
      front,
    );
  const key = typed.slice(0, split - 1);
  const behind = front + typed.slice(0, split);
  if (key === "caFile") return { words: [], file: behind.length };
  return matchingSuggestions(valuesOf(key).map(suggestionOf), typed.slice(split), behind);
}

/** Every key, for one that is taken out. */
function settingKeys(typed: string, front = ""): Suggestions {
  return matchingSuggestions(Object.keys(PROFILE_KEYS).map(suggestionOf), typed, front);
}

function settableKeys(): readonly string[] {
  return Object.keys(PROFILE_KEYS).filter((key) => isProfileKey(key) && PROFILE_KEYS[key] !== "secret");
}

function valuesOf(key: string): readonly string[] {
  if (key === "format") return FORMAT_NAMES;
  if (key === "clientAuth") return ["body", "basic"];
  return isProfileKey(key) && PROFILE_KEYS[key] === "switch" ? ["true", "false"] : [];
}
