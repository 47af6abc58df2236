/** Names of profiles. */

/** The built-in profile whose API runs inside this process. */
export const SANDBOX = "sandbox";

/** The profile in use where nothing names one. It need not exist. */
export const DEFAULT_PROFILE = "default";

export const PROFILE_NAME_WORDS =
  "letters, digits, `.`, `_` and `-`, at most 64, starting with a letter or digit";

export function isProfileName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name);
}
