/** `key=value` words → changes to a profile. Pure. */

import { QUOTE_LIST, splitNames } from "../../deals/nameList.ts";
import { type Failure, usage } from "../../failure.ts";
import { type Hint, option, placeholder, say } from "../../hint.ts";
import { checkBaseUrl } from "../../text/baseUrl.ts";
import { closestMatch } from "../../text/closestMatch.ts";
import { isProfileKey, PROFILE_KEYS, type ProfileKey } from "../profileKeys.ts";

/** By key, what to set; undefined: to take out. */
export type ProfileChanges = ReadonlyMap<ProfileKey, ProfileValue | undefined>;

/** A value as a configuration file holds it. */
export type ProfileValue = string | number | boolean | readonly string[];

/**
 * @param words `key=value`, split at the first `=`
 * @param unset keys to take out
 * @throws Failure `bad_assignment`, `unknown_key`, `duplicate_profile_key`, `secret_on_command_line`, `bad_value`, `bad_base_url`, …
 */
export function parseProfileChanges(words: readonly string[], unset: readonly string[]): ProfileChanges {
  const changes = new Map<ProfileKey, ProfileValue | undefined>();
  for (const word of words) {
    const split = word.indexOf("=");
    if (split < 1) throw usage("bad_assignment", "a setting must be key=value", KEYS_HINT);
    const key = checkKey(word.slice(0, split));
    add(key, readValue(key, word.slice(split + 1)));
  }
  for (const name of unset) add(checkKey(name), undefined);
  if (changes.size === 0) throw usage("nothing_to_set", "no settings to change", KEYS_HINT);
  return changes;

  function add(key: ProfileKey, value: ProfileValue | undefined): void {
    if (changes.has(key)) throw usage("duplicate_profile_key", `${key} is set more than once`, "set it once");
    changes.set(key, value);
  }
}

const HELP: Hint = { help: ["help", "configuration"] };

const KEYS_HINT: readonly Hint[] = [
  {
    say: "set a key",
    run: { command: "profile set", operands: [placeholder("NAME"), "timeout=10s", "readonly=true"] },
  },
  { ...HELP, say: "list the keys" },
];

function checkKey(name: string): ProfileKey {
  if (isProfileKey(name)) return name;
  const near = closestMatch(name, Object.keys(PROFILE_KEYS));
  // What is where a key should, and resembles none, may be a secret.
  const shown = near && /^[\w.-]{1,40}$/.test(name) ? ` ${JSON.stringify(name)}` : "";
  throw usage("unknown_key", `unknown key${shown}`, near ? `did you mean ${near}?` : HELP);
}

function readValue(key: ProfileKey, typed: string): ProfileValue {
  const as = PROFILE_KEYS[key];
  if (as === "secret") {
    throw usage(
      "secret_on_command_line",
      `${key} cannot be set here: other users and the shell history can see command lines`,
      {
        run: {
          command: "auth login",
          options: key === "token" ? {} : { clientId: placeholder("ID") },
        },
      },
    );
  }
  if (typed === "")
    throw usage("bad_value", `${key} requires a value`, say`to remove it, use ${option("unset", key)}`);
  if (key === "baseUrl") checkBaseUrl(typed);
  if (as === "number") return readNumber(key, typed);
  if (as === "switch") return readSwitch(key, typed);
  if (as === "words") return readWords(key, typed);
  if (as === "names") return readNames(key, typed);
  return typed;
}

function readNames(key: ProfileKey, typed: string): readonly string[] {
  const names = splitNames(typed, `${key}:`, (list) => ({
    say: QUOTE_LIST,
    run: { command: "profile set", operands: [placeholder("NAME"), `${key}=${list}`] },
  }));
  if (names.every((name) => name !== "")) return names;
  throw badValue(key, "a list of names, separated by commas");
}

function readNumber(key: ProfileKey, typed: string): number {
  if (/^\d{1,9}(\.\d{1,9})?$/.test(typed)) return Number(typed);
  throw badValue(key, "a number");
}

function readSwitch(key: ProfileKey, typed: string): boolean {
  if (typed === "true" || typed === "false") return typed === "true";
  throw badValue(key, "true or false");
}

function readWords(key: ProfileKey, typed: string): readonly string[] {
  try {
    const words: unknown = JSON.parse(typed);
    if (Array.isArray(words) && words.length > 0 && words.every((word) => typeof word === "string"))
      return words;
  } catch {
    // Said below.
  }
  throw usage("bad_value", `${key} must be a JSON list of strings: it is run without a shell`, {
    say: "set the key",
    run: { command: "profile set", operands: [placeholder("NAME"), `${key}=["pass","show","routera"]`] },
    otherwise: "if your shell removes quotes, add the key to the user config",
  });
}

/** @param expected to follow "must be" */
export function badValue(key: ProfileKey, expected: string): Failure {
  return usage("bad_value", `${key} must be ${expected}`, HELP);
}
