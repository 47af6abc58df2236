/** Bearer tokens: which texts are valid, and a source for a fixed one. */
import { Failure } from "../../failure.ts";
import type { Clock } from "../../host.ts";
import type { TokenSource } from "../deals.ts";

/** How far this machine's clock may be wrong, in milliseconds. */
const SKEW = 60_000;

/** A token that cannot be renewed; checked at each use, so that an expired one fails early with a clear message. */
export function fixedToken(token: string, clock?: Pick<Clock, "now">): TokenSource {
  return {
    token: async () => checkToken(token, clock?.now()),
    refresh: async () => undefined,
  };
}

/**
 * Checks what may be sent as a token: the characters of RFC 6750, and a JWT's own end.
 * @param now milliseconds since the epoch; without it the end is not looked at
 * @returns the token, unchanged
 * @throws Failure `token_missing`, `token_malformed`, `token_expired`; none of them shows the token
 */
export function checkToken(token: string, now?: number): string {
  const hint = "run `routera auth login`, or set ROUTERA_TOKEN to the token alone";
  if (token === "") throw new Failure("credentials", "the token is empty", { code: "token_missing", hint });
  if (!/^[A-Za-z0-9\-._~+/]+=*$/.test(token)) {
    throw new Failure("credentials", `the token ${oddity(token)}`, { code: "token_malformed", hint });
  }
  const end = expiryOf(token);
  if (now === undefined || end === undefined || end + SKEW > now) return token;
  throw new Failure("credentials", `the token expired at ${new Date(end).toISOString()}`, {
    code: "token_expired",
    hint: "get a fresh one: `routera auth login`, or set ROUTERA_TOKEN anew",
  });
}

function oddity(token: string): string {
  if (token.startsWith("\ufeff"))
    return "begins with a byte order mark, which some editors and shells put there";
  if (/[\r\n]/.test(token)) return "contains a line break";
  if (/\s/.test(token)) return "contains white space";
  if (/[^\x21-\x7e]/.test(token)) return "contains a character that no token has";
  if (/["']/.test(token)) return "contains a quotation mark";
  return "contains a punctuation mark that no token has";
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
