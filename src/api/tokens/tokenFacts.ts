/** Facts about a token that can be shown without showing it. */
import { createHash } from "node:crypto";
import { expiryOf } from "./token.ts";

export type TokenFacts = {
  readonly fingerprint: string;
  /** When a JWT says that it ends, in milliseconds since the epoch; read, not verified. */
  readonly expiresAt: number | undefined;
};

export function tokenFacts(token: string): TokenFacts {
  return { fingerprint: fingerprint(token), expiresAt: expiryOf(token) };
}

/** The beginning of a secret's SHA-256, to distinguish two of them: `sha256:9f86d081884c`. */
export function fingerprint(secret: string): string {
  return `sha256:${createHash("sha256").update(secret).digest("hex").slice(0, 12)}`;
}
