/**
 * A credential belongs to one origin: it is only sent to the base URL of the place that it came from. Pure.
 *
 * - From a file: to that same profile's `baseUrl`, or to the default origin where it names none. Nothing else.
 * - From the environment: to an address given by flag or environment, to the default origin, or to the `baseUrl` of the
 *   user file's profile. Not where a project file chose that profile, and not where `--profile` chose one that has
 *   credentials of its own: the variable was then most likely set for another account.
 * - Never to a project file's `baseUrl`, but with the credential of that same project profile.
 */
import { checkBaseUrl } from "../api/baseUrl.ts";
import { type Failure, usage } from "../failure.ts";
import { type Found, hasCredential, type Origin } from "./credential.ts";
import { describeSource } from "./describeSource.ts";
import type { Layers } from "./layers.ts";
import type { Source, Sourced } from "./settings.ts";

/** What decides where a credential may go. */
export type Address = {
  readonly baseUrl: Sourced<string>;
  /** Why this profile is in use. */
  readonly profile: Sourced<string>;
  readonly layers: Layers;
  readonly defaultBaseUrl: string;
};

/** @throws Failure `credential_bound` that names both origins, `bad_base_url`, `insecure_base_url` */
export function checkBinding({ credential, places }: Found, address: Address): void {
  for (const place of places) {
    const home = homeOf(place, address);
    if (home === undefined) continue;
    const [from, to] = [checkBaseUrl(home).origin, checkBaseUrl(address.baseUrl.value).origin];
    if (from !== to) throw bound(describeSource(credential.source), from, to, address);
  }
}

/** The only base URL that a credential from this place may go to; undefined for one that follows its owner's words. */
function homeOf(place: Origin, { baseUrl, profile, layers, defaultBaseUrl }: Address): string | undefined {
  if (place !== "environment") return layers[place]?.profile.baseUrl ?? defaultBaseUrl;
  if (baseUrl.source.from === "flag" || baseUrl.source.from === "environment") return undefined;
  return (mayLead(profile.source, layers) ? layers.user?.profile.baseUrl : undefined) ?? defaultBaseUrl;
}

/** May the user file's profile say where a credential from the environment goes? */
function mayLead(chosenBy: Source, { user }: Layers): boolean {
  if (chosenBy.from === "project") return false;
  return !(chosenBy.from === "flag" && user && hasCredential(user.profile));
}

function bound(what: string, from: string, to: string, { baseUrl, layers }: Address): Failure {
  const by = describeSource(baseUrl.source);
  return usage(
    "credential_bound",
    `the credential from ${what} belongs to ${from}, but ${by} names ${to}: it is not sent there`,
    adviceFor(baseUrl.source, to, layers),
  );
}

function adviceFor(source: Source, to: string, { user }: Layers): string {
  if (source.from === "flag" || source.from === "environment") {
    return `set ROUTERA_TOKEN to a token for ${to}, or put baseUrl and token together in a profile of your user file`;
  }
  if (source.from === "user" && user && hasCredential(user.profile)) {
    return "unset the ROUTERA_ variable to use the profile's own credential";
  }
  return `if you trust ${to}, name it yourself, with a token for it in ROUTERA_TOKEN: --base-url ${to}`;
}
