/** The keys of a profile: what each one means, and which of them are credentials. */
import { LIMITS } from "./limits.ts";
import type { Profile } from "./schema.ts";
import { FORMATS } from "./settings.ts";

/** How a value is typed on a command line. */
type Notation = "text" | "number" | "switch" | "names" | "words" | "secret";

export type ProfileKey = keyof Profile;

export const PROFILE_KEYS: Readonly<Record<ProfileKey, { readonly as: Notation; readonly means: string }>> = {
  baseUrl: { as: "text", means: "address of the API: https, or http on this machine" },
  token: { as: "secret", means: "bearer token; put there by `routera auth login`" },
  clientId: { as: "text", means: "client id to fetch tokens with" },
  clientSecret: { as: "secret", means: "its secret; put there by `routera auth login --client-id ID`" },
  clientAuth: { as: "text", means: "where id and secret go: body (default) or basic" },
  tokenCommand: {
    as: "words",
    means: 'a program that prints a token, with its arguments: ["op","read","…"]; user file only',
  },
  caFile: { as: "text", means: "PEM file of certificates to trust, relative to the configuration file" },
  format: { as: "text", means: `how results are printed: ${FORMATS.join(", ")}` },
  properties: { as: "names", means: "properties to show with every deal: a,b" },
  timeout: { as: "text", means: `longest wait for one request: ${LIMITS.timeout.words}` },
  retries: { as: "number", means: `how often a request may be sent again: ${LIMITS.retries.words}` },
  concurrency: { as: "number", means: `requests at once in a bulk run: ${LIMITS.concurrency.words}` },
  rate: { as: "number", means: LIMITS.rate.words },
  readonly: { as: "switch", means: "true: every write is refused" },
};

/** What a profile proves with who it is; the rest stays when a user signs out. */
export const CREDENTIAL_KEYS = ["token", "clientId", "clientSecret", "clientAuth", "tokenCommand"] as const;

export function isProfileKey(name: string): name is ProfileKey {
  return Object.hasOwn(PROFILE_KEYS, name);
}
