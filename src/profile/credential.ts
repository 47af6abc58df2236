/** How a call proves who it is: the environment, else the project file, else the user file. Pure. */
import { usage } from "../failure.ts";
import { describeSource } from "./describeSource.ts";
import { type Environment, fromEnvironment, type Layer, type Layers } from "./layers.ts";
import type { Profile } from "./schema.ts";
import type { Credential } from "./settings.ts";

/** A place that a part of a credential came from. */
export type Origin = "environment" | "project" | "user";

/** A credential and all the places that it came from: a client id of the user file may go with a secret of the environment. */
export type Found = { readonly credential: Credential; readonly places: readonly Origin[] };

/**
 * Within one place a token counts before a client, a client before a command. How id and secret are sent is said where they
 * stand; for those of the environment the user file says it. A project file has no say in what becomes of the user's own.
 * @throws Failure `client_id_missing`, `client_secret_missing`
 */
export function findCredential(env: Environment, layers: Layers): Found | undefined {
  return (
    fromVariables(env, layers.user?.profile.clientAuth) ??
    (layers.project && fromProfile(layers.project, undefined)) ??
    (layers.user && fromProfile(layers.user, fromEnvironment(env, SECRET)?.value)) ??
    loneSecret(env)
  );
}

/** True for a profile that can prove who it is by itself. */
export function hasCredential({ token, clientSecret, tokenCommand }: Profile): boolean {
  return token !== undefined || clientSecret !== undefined || tokenCommand !== undefined;
}

const ID = "ROUTERA_CLIENT_ID";
export const SECRET = "ROUTERA_CLIENT_SECRET";

function fromVariables(env: Environment, auth: Profile["clientAuth"] = "body"): Found | undefined {
  const token = fromEnvironment(env, "ROUTERA_TOKEN");
  if (token) {
    return {
      credential: { kind: "token", token: token.value, source: token.source },
      places: ["environment"],
    };
  }
  const id = fromEnvironment(env, ID);
  if (!id) return undefined;
  const secret = fromEnvironment(env, SECRET);
  if (!secret)
    throw usage("client_secret_missing", `${ID} is set, but ${SECRET} is not`, `export ${SECRET}=…`);
  const { value: clientId, source } = id;
  return {
    credential: { kind: "client", clientId, clientSecret: secret.value, auth, source },
    places: ["environment"],
  };
}

function fromProfile(layer: Layer, secret: string | undefined): Found | undefined {
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
      `the ${where} has a clientId, but no clientSecret`,
      `set both in the environment: ${ID} and ${SECRET}`,
    );
  }
  return usage(
    "client_secret_missing",
    `the ${where} has a clientId, but no clientSecret`,
    `export ${SECRET}=…`,
  );
}

/** Nothing at all was found. A secret without an id is then no accident to pass over. */
function loneSecret(env: Environment): undefined {
  if (!fromEnvironment(env, SECRET)) return undefined;
  throw usage("client_id_missing", `${SECRET} is set, but ${ID} is not`, `export ${ID}=…`);
}
