/** Who a user is to Routera: never with a secret in it. */
import type { JsonObject } from "../json.ts";
import { layoutPairs, type Pair } from "../terminal/table.ts";
import type { View } from "./view.ts";

/** What can be reported of a credential. `expiresAt`: milliseconds since the epoch, as a JWT says it; not verified. */
export type ShownCredential = {
  readonly kind: "token" | "client" | "command" | "sandbox";
  /** Where it comes from, in words. */
  readonly source?: string | undefined;
  readonly clientId?: string | undefined;
  readonly fingerprint?: string | undefined;
  readonly expiresAt?: number | undefined;
};

export type LoginResult = {
  readonly profile: string;
  readonly baseUrl: string;
  readonly credential: ShownCredential;
  /** Absolute path of the file that holds it. */
  readonly stored: string;
  /** Why no one else can read it: its mode, or the user's profile directory on Windows, which it may also be outside of. */
  readonly privacy: "modes" | "profile" | "outside";
};

export const loginResultView: View<LoginResult> = {
  table: async ({ profile, baseUrl, credential, privacy, stored }, page) => {
    const pairs = [
      { label: "Profile", value: profile },
      { label: "Base URL", value: baseUrl },
      ...credentialPairs(credential),
      { label: "Saved to", value: `${stored}${PRIVACY[privacy]}` },
    ];
    return `${page.style.green("Logged in")}\n${await layoutPairs(pairs, page)}`;
  },
  value: ({ profile, baseUrl, credential, stored }) => ({
    one: { profile, base_url: baseUrl, credential: credentialJson(credential), stored_in: stored },
  }),
};

const PRIVACY: Readonly<Record<LoginResult["privacy"], string>> = {
  modes: " (readable by you only)",
  profile: " (in your user profile)",
  // A warning says it.
  outside: "",
};

export function credentialPairs(credential: ShownCredential): readonly Pair[] {
  const { kind, source, clientId, fingerprint, expiresAt } = credential;
  return [
    { label: "Credential", value: source === undefined ? WORDS[kind] : `${WORDS[kind]}, ${source}` },
    ...(clientId === undefined ? [] : [{ label: "Client ID", value: clientId }]),
    ...(fingerprint === undefined ? [] : [{ label: "Fingerprint", value: fingerprint }]),
    ...(expiresAt === undefined ? [] : [{ label: "Expires", value: isoTime(expiresAt) }]),
  ];
}

export function credentialJson({
  kind,
  source,
  clientId,
  fingerprint,
  expiresAt,
}: ShownCredential): JsonObject {
  return {
    kind,
    ...(source !== undefined && { source }),
    ...(clientId !== undefined && { client_id: clientId }),
    fingerprint: fingerprint ?? null,
    expires_at: expiresAt === undefined ? null : isoTime(expiresAt),
  };
}

const WORDS: Readonly<Record<ShownCredential["kind"], string>> = {
  token: "token",
  client: "client ID and secret",
  command: "tokenCommand",
  sandbox: "built-in sandbox",
};

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
