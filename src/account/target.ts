/** Targets: where plans and runs write, and how to get to another one. */
import { SANDBOX } from "../config/profileName.ts";
import type { Settings } from "../config/settings.ts";
import { shellWord } from "../text/shellQuote.ts";

/** Stands for the server inside the process, whose port is another at each call. */
export const EMBEDDED_ORIGIN = "sandbox:embedded";

/** The target of these settings: scheme, host and port; for the embedded sandbox a word. */
export function targetOf(settings: {
  readonly embedded: boolean;
  readonly baseUrl: { readonly value: string };
}): string {
  return settings.embedded ? EMBEDDED_ORIGIN : new URL(settings.baseUrl.value).origin;
}

/** What has to be typed, by what names the address now. @param profile that was used there, where that is known */
export function wayTo(
  origin: string,
  { baseUrl, profile: used }: Pick<Settings, "baseUrl" | "profile">,
  profile?: string,
): string {
  const { source } = baseUrl;
  const named =
    source.from === "flag"
      ? `leave out ${source.flag}`
      : source.from === "environment"
        ? `unset ${source.variable}`
        : undefined;
  const also = named === undefined ? "" : ` and ${named}`;
  if (origin === EMBEDDED_ORIGIN)
    return `that is the sandbox inside this program: add --profile ${SANDBOX}${also}`;
  if (profile !== undefined && profile !== used.value) {
    return `it used the profile ${profile}: add --profile ${shellWord(profile)}${also}`;
  }
  const address = `--base-url ${shellWord(origin)}`;
  if (named !== undefined) return `${named}, or write ${address}`;
  // With the same profile, a flag or the environment named the address then.
  if (profile !== undefined) return `add ${address}`;
  return `name the profile that the plan was made with, --profile NAME, or its address, ${address}`;
}
