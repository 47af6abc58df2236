/** Bearer tokens: which texts are valid, and a source for a fixed one. */
import { Failure } from "../../failure.ts";
import { type Words, words } from "../../hint.ts";
import type { BearerTokens } from "../deals.ts";

/** A token that cannot be renewed. @param from where it comes from, for messages: `ROUTERA_TOKEN` */
export function fixedToken(token: string, from?: Words): BearerTokens {
  return {
    token: async () => checkToken(token, from),
    refresh: async () => undefined,
  };
}

/**
 * Checks what may be sent as a token: the characters of RFC 6750. Whether it has expired is for Routera to say: this machine's
 * clock may be wrong.
 * @param from where it comes from, for messages
 * @returns the token, unchanged
 * @throws Failure `token_missing`, `token_malformed`; none of them shows the token
 */
export function checkToken(token: string, from?: Words): string {
  const what = from === undefined ? "the token" : words`the token in ${from}`;
  if (token === "")
    throw new Failure("credentials", words`${what} is empty`, {
      code: "token_missing",
      hint: { logIn: "missing" },
    });
  if (/^[A-Za-z0-9\-._~+/]+=*$/.test(token)) return token;
  throw new Failure("credentials", words`${what} ${oddity(token)}`, {
    code: "token_malformed",
    hint: { logIn: "malformed" },
  });
}

function oddity(token: string): string {
  if (token.startsWith("\ufeff")) return "starts with a byte order mark, which some editors and shells add";
  if (/[\r\n]/.test(token)) return "contains a line break";
  if (/^bearer /i.test(token)) return 'starts with "Bearer", which is not part of a token';
  if (/\s/.test(token)) return "contains white space";
  if (/[^\x21-\x7e]/.test(token)) return "contains a character that is not allowed in a token";
  if (/["']/.test(token)) return "contains a quotation mark";
  return "contains a punctuation mark that is not allowed in a token";
}

/** The `exp` of a JWT in milliseconds; undefined for anything else. Only peeked at: Routera alone decides what a token is worth. */
export function expiryOf(token: string): number | undefined {
  const [, payload, signature] = token.split(".");
  if (payload === undefined || signature === undefined) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
    const exp = typeof claims === "object" && claims !== null ? (claims as { exp?: unknown }).exp : undefined;
    // Beyond this a Date has no text.
    return typeof exp === "number" && exp > 0 && exp < 8_640_000_000_000 ? exp * 1000 : undefined;
  } catch {
    return undefined;
  }
}
