/**
 * Credentials: which one is used, and the origin that it belongs to. It is only sent to the base URL of the place that
 * it came from.
 */
import { type Failure, usage } from "../failure.ts";
import { type Hint, option, say, type VariableKey, variable, type Words, words } from "../hint.ts";
import { checkBaseUrl } from "../text/baseUrl.ts";
import type { Profile } from "./file/schema.ts";
import { type Credential, describeSource, type SettingValue, type Source } from "./settings.ts";
import { type Environment, fromEnvironment, type Layer, type Layers } from "./sources.ts";

/** A place that a part of a credential came from. */
type Origin = "environment" | "project" | "user";

/** A credential and all the places that it came from: a client id of the user config may go with a secret of the environment. */
export type CredentialLookup = { readonly credential: Credential; readonly places: readonly Origin[] };

/**
 * Within one place a token takes precedence over a client, a client over a command. How id and secret are sent is said where they
 * are; for those of the environment the user config says it. A project config has no say in what becomes of the user's own.
 * @throws Failure `client_id_missing`, `client_secret_missing`
 */
export function findCredential(env: Environment, layers: Layers): CredentialLookup | undefined {
  return (
    fromVariables(env, layers.user?.profile.clientAuth) ??
    (layers.project && fromProfile(layers.project, undefined)) ??
    (layers.user && fromProfile(layers.user, fromEnvironment(env, "clientSecret")?.value)) ??
    loneSecret(env)
  );
}

/** True for a profile that can prove who it is by itself. */
function hasCredential({ token, clientSecret, tokenCommand }: Profile): boolean {
  return token !== undefined || clientSecret !== undefined || tokenCommand !== undefined;
}

const ID = variable("clientId");
const SECRET = variable("clientSecret");

function fromVariables(env: Environment, auth: Profile["clientAuth"] = "body"): CredentialLookup | undefined {
  const token = fromEnvironment(env, "token");
  if (token) {
    return {
      credential: { kind: "token", token: token.value, source: token.source },
      places: ["environment"],
    };
  }
  const id = fromEnvironment(env, "clientId");
  if (!id) return undefined;
  const secret = fromEnvironment(env, "clientSecret");
  if (!secret)
    throw usage("client_secret_missing", words`${ID} is set, but ${SECRET} is not`, say`set ${SECRET}`);
  const { value: clientId, source } = id;
  return {
    credential: { kind: "client", clientId, clientSecret: secret.value, auth, source },
    places: ["environment"],
  };
}

function fromProfile(layer: Layer, secret: string | undefined): CredentialLookup | undefined {
  const { source, profile } = layer;
  const { token, clientId, clientAuth: auth = "body", tokenCommand } = profile;
  const place = source.from;
  if (token !== undefined) return { credential: { kind: "token", token, source }, places: [place] };
  if (clientId !== undefined) {
    const clientSecret = secret ?? profile.clientSecret;
    if (clientSecret === undefined) throw noSecret(layer);
    const places: readonly Origin[] = secret === undefined ? [place] : [place, "environment"];
    return { credential: { kind: "client", clientId, clientSecret, auth, source }, places };
  }
  if (tokenCommand !== undefined && place === "user") {
    return { credential: { kind: "command", command: tokenCommand, source }, places: [place] };
  }
  return undefined;
}

function noSecret({ source }: Layer) {
  const where = describeSource(source);
  if (source.from === "project") {
    return usage(
      "client_secret_missing",
      words`the ${where} has a clientId but no clientSecret`,
      say`set both in the environment: ${ID} and ${SECRET}`,
    );
  }
  return usage(
    "client_secret_missing",
    words`the ${where} has a clientId but no clientSecret`,
    say`set ${SECRET}`,
  );
}

/** Nothing at all was found. A secret without an id is then no accident to pass over. */
function loneSecret(env: Environment): undefined {
  if (!fromEnvironment(env, "clientSecret")) return undefined;
  throw usage("client_id_missing", words`${SECRET} is set, but ${ID} is not`, say`set ${ID}`);
}

/** What decides where a credential may go. */
export type Address = {
  readonly baseUrl: SettingValue<string>;
  /** Why this profile is in use. */
  readonly profile: SettingValue<string>;
  readonly layers: Layers;
  readonly defaultBaseUrl: string;
};

/** @throws Failure `credential_bound` that names both origins, `bad_base_url`, `insecure_base_url` */
export function checkBinding({ credential, places }: CredentialLookup, address: Address): void {
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

/** May the user config's profile say where a credential from the environment goes? */
function mayLead(chosenBy: Source, { user }: Layers): boolean {
  if (chosenBy.from === "project") return false;
  return !(chosenBy.from === "flag" && user && hasCredential(user.profile));
}

function bound(credential: Credential, place: Origin, from: string, to: string, address: Address): Failure {
  const { source } = credential;
  // A secret of the environment may go with a client id of the user config.
  const key =
    place === "environment" ? (source.from === "environment" ? source.variable : "clientSecret") : undefined;
  const what = key === undefined ? describeSource(source) : [variable(key)];
  const by = describeSource(address.baseUrl.source);
  return usage(
    "credential_bound",
    words`the credential from ${what} is for ${from}, not for ${to} (from ${by}); it is not sent`,
    adviceFor(key, from, to, { ...address, holder: describeSource(source) }),
  );
}

/** @param key of the variable that holds the credential, or its secret; undefined: a file does */
function adviceFor(
  key: VariableKey | undefined,
  from: string,
  to: string,
  { baseUrl: { source }, layers: { user, project }, defaultBaseUrl, holder }: Address & { holder: Words },
): Hint {
  if (source.from === "flag" || source.from === "environment") {
    const filed = project?.profile.baseUrl ?? user?.profile.baseUrl ?? defaultBaseUrl;
    const without =
      source.from === "flag" ? words`remove ${option("baseUrl")}` : words`unset ${variable(source.variable)}`;
    const back = checkBaseUrl(filed).origin === from ? words` or ${without},` : "";
    return say`set ${variable("token")} to a token for ${to},${back} or add a profile with this baseUrl and token to the user config`;
  }
  if (source.from === "project")
    return say`if you trust ${to}, set ${variable("token")} to a token for it and add ${option("baseUrl", to)}`;
  // The user config names the address.
  if (key === undefined) {
    return say`if the credential is for ${to}, add baseUrl: ${to} next to it in the ${holder}; if it is for ${from}, add ${option("baseUrl", from)}`;
  }
  const isOwnNext = !(project && hasCredential(project.profile)) && user && hasCredential(user.profile);
  const other = isOwnNext ? words`to use the credential of the profile, unset ${variable(key)}; ` : "";
  return say`${other}if ${variable(key)} is for ${to}, add ${option("baseUrl", to)}`;
}
