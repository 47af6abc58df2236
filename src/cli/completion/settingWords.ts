/** Keys of a profile, and what some of them may be set to. */
import { isProfileKey, PROFILE_KEYS } from "../../profile/profileKeys.ts";
import { FORMATS } from "../../profile/settings.ts";
import { fitting, named, type Suggestions } from "./suggestion.ts";

/** `key=value` as `profile set` takes it. A secret is never set on a command line. */
export function settingWords(typed: string, front = ""): Suggestions {
  const split = typed.indexOf("=") + 1;
  if (split === 0)
    return fitting(
      settable().map((key) => named(`${key}=`)),
      typed,
      front,
    );
  const key = typed.slice(0, split - 1);
  const behind = front + typed.slice(0, split);
  if (key === "caFile") return { words: [], file: behind.length };
  return fitting(valuesOf(key).map(named), typed.slice(split), behind);
}

/** Every key, for one that is taken out. */
export function settingKeys(typed: string, front = ""): Suggestions {
  return fitting(Object.keys(PROFILE_KEYS).map(named), typed, front);
}

function settable(): readonly string[] {
  return Object.keys(PROFILE_KEYS).filter((key) => isProfileKey(key) && PROFILE_KEYS[key] !== "secret");
}

function valuesOf(key: string): readonly string[] {
  if (key === "format") return FORMATS;
  if (key === "clientAuth") return ["body", "basic"];
  return isProfileKey(key) && PROFILE_KEYS[key] === "switch" ? ["true", "false"] : [];
}
