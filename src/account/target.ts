/** Targets: where plans and runs write, and how to get to another one. */
import { SANDBOX } from "../config/profileName.ts";
import type { Settings } from "../config/settings.ts";
import { type Hint, option, placeholder, say, variable, words } from "../hint.ts";

/** Represents the server inside the process, whose port is another at each call. */
export const EMBEDDED_ORIGIN = "sandbox:embedded";

/** The target of these settings: scheme, host and port; for the embedded sandbox a word. */
export function targetOf(settings: {
  readonly embedded: boolean;
  readonly baseUrl: { readonly value: string };
}): string {
  return settings.embedded ? EMBEDDED_ORIGIN : new URL(settings.baseUrl.value).origin;
}

/** What has to be typed, by what names the address now. @param profile that was used there, where that is known */
export function targetHint(
  origin: string,
  { baseUrl, profile: used }: Pick<Settings, "baseUrl" | "profile">,
  profile?: string,
): Hint {
  const { source } = baseUrl;
  const named =
    source.from === "flag"
      ? words`remove ${option(source.option)}`
      : source.from === "environment"
        ? words`unset ${variable(source.variable)}`
        : undefined;
  const also = named === undefined ? "" : words`${named} and `;
  if (origin === EMBEDDED_ORIGIN)
    return say`the target is the built-in sandbox: ${also}add ${option("profile", SANDBOX)}`;
  if (profile !== undefined && profile !== used.value) {
    return say`the target belongs to profile ${profile}: ${also}add ${option("profile", profile)}`;
  }
  const address = option("baseUrl", origin);
  if (named !== undefined) return say`${named}, or use ${address}`;
  // With the same profile, a flag or the environment named the address then.
  if (profile !== undefined) return say`add ${address}`;
  return say`use the profile of the plan, ${option("profile", placeholder("NAME"))}, or its base URL, ${address}`;
}
