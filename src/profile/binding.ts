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
import { type Found, hasCredential, type Origin, SECRET } from "./credential.ts";
import { describeSource } from "./describeSource.ts";
import type { Layers } from "./layers.ts";
import type { Credential, Source, Sourced } from "./settings.ts";

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
    if (from !== to) throw bound(credential, place, from, to, address);
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

function bound(credential: Credential, place: Origin, from: string, to: string, address: Address): Failure {
  const { source } = credential;
  // A secret of the environment may go with a client id of the user file.
  const variable =
    place === "environment" ? (source.from === "environment" ? source.variable : SECRET) : undefined;
  const what = variable ?? describeSource(source);
  const by = describeSource(address.baseUrl.source);
  return usage(
    "credential_bound",
    `the credential from ${what} belongs to ${from}, but ${by} names ${to}: it is not sent there`,
    adviceFor(variable, from, to, { ...address, holder: describeSource(source) }),
  );
}

/** @param variable that holds the credential, or its secret; undefined: a file does */
function adviceFor(
  variable: string | undefined,
  from: string,
  to: string,
  { baseUrl: { source }, layers: { user, project }, defaultBaseUrl, holder }: Address & { holder: string },
): string {
  if (source.from === "flag" || source.from === "environment") {
    const filed = project?.profile.baseUrl ?? user?.profile.baseUrl ?? defaultBaseUrl;
    const without = source.from === "flag" ? "leave out --base-url" : `unset ${source.variable}`;
    const back = checkBaseUrl(filed).origin === from ? ` or ${without},` : "";
    return `set ROUTERA_TOKEN to a token for ${to},${back} or put baseUrl and token together in a profile of your user file`;
  }
  if (source.from === "project")
    return `if you trust ${to}, name it yourself, with a token for it in ROUTERA_TOKEN: --base-url ${to}`;
  // The user file names the address.
  if (variable === undefined) {
    return `if that credential is for ${to}, write baseUrl: ${to} beside it in the ${holder}; if it is for ${from}, add --base-url ${from}`;
  }
  const isOwnNext = !(project && hasCredential(project.profile)) && user && hasCredential(user.profile);
  const other = isOwnNext ? `; to use the profile's own credential instead, unset ${variable}` : "";
  return `if ${variable} is for ${to}, say so: --base-url ${to}${other}`;
}
