/** Names of profiles. */
import { usage } from "../failure.ts";
import { type VariableKey, variable, words } from "../hint.ts";

/** The built-in profile whose API runs inside this process. */
export const SANDBOX = "sandbox";

/** The profile in use where nothing names one. It need not exist. */
export const DEFAULT_PROFILE = "default";

export const PROFILE_NAME_WORDS =
  "letters, digits, `.`, `_` and `-`, at most 64, starting with a letter or digit";

export function isProfileName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name);
}

/** @param from where it comes from, if it is a variable @returns the name @throws Failure `bad_profile_name` */
export function checkProfileName(name: string, from?: VariableKey): string {
  if (isProfileName(name)) return name;
  // `token=…` in front of its place, or a variable that holds something else, may be a secret.
  const isShown = from === undefined && !name.includes("=");
  const typed = isShown ? JSON.stringify(name.slice(0, 80)) : "this value";
  const wrong = `is not a valid profile name: ${PROFILE_NAME_WORDS}`;
  throw usage(
    "bad_profile_name",
    from === undefined ? `${typed} ${wrong}` : words`${variable(from)}: ${typed} ${wrong}`,
    { run: { command: "profile list" } },
  );
}
