/** The keys of a profile: how each one is typed on a command line, and which of them are credentials. */
import type { Profile } from "./file/schema.ts";

/** `names`: commas between them; `words`: a JSON list; `secret`: never on a command line. */
type Notation = "text" | "number" | "switch" | "names" | "words" | "secret";

export type ProfileKey = keyof Profile;

export const PROFILE_KEYS: Readonly<Record<ProfileKey, Notation>> = {
  baseUrl: "text",
  token: "secret",
  clientId: "text",
  clientSecret: "secret",
  clientAuth: "text",
  tokenCommand: "words",
  caFile: "text",
  format: "text",
  properties: "names",
  timeout: "text",
  retries: "number",
  concurrency: "number",
  rate: "number",
  readonly: "switch",
};

/** What a profile proves with who it is; the rest stays when a user signs out. `clientAuth` says how, not who. */
export const CREDENTIAL_KEYS = ["token", "clientId", "clientSecret", "tokenCommand"] as const;

export function isProfileKey(name: string): name is ProfileKey {
  return Object.hasOwn(PROFILE_KEYS, name);
}
