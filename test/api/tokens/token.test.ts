import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { checkToken, fixedToken } from "../../../src/api/tokens/token.ts";
import { Failure } from "../../../src/failure.ts";

const NOW = Date.parse("2026-06-01T12:00:00Z");
const jwt = (claims: unknown) =>
  `${Buffer.from('{"alg":"HS256"}').toString("base64url")}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.sig`;

describe("a token", () => {
  it.each([
    "abc",
    "a-._~+/9==",
    "a.b.c",
    "..",
    jwt(null),
    jwt({}),
    jwt({ exp: "soon" }),
    jwt({ exp: -1 }),
    jwt({ exp: 1e300 }),
    jwt({ exp: NOW / 1000 + 1 }),
    jwt({ exp: NOW / 1000 - 59 }),
  ])("%s may be sent", (token) => {
    expect(checkToken(token, NOW)).toBe(token);
  });

  it.each([
    ["", "token_missing"],
    ["secret\n", "token_malformed"],
    ["secret\r\nx-evil: 1", "token_malformed"],
    [" secret", "token_malformed"],
    ["sec ret", "token_malformed"],
    ['"secret"', "token_malformed"],
    ["sécret", "token_malformed"],
    ["secret\0", "token_malformed"],
    ["Bearer secret", "token_malformed"],
    ["sec=ret", "token_malformed"],
    ["secret,", "token_malformed"],
    [jwt({ exp: NOW / 1000 - 60 }), "token_expired"],
  ])("%j may not", (token, code) => {
    const failure = thrownBy(() => checkToken(token, NOW));
    expect(failure).toMatchObject({ kind: "credentials", code });
    if (token !== "") expect(inspect(failure)).not.toContain(token.trim());
  });

  it("says when it expired", () => {
    expect(thrownBy(() => checkToken(jwt({ exp: 1_600_000_000 }), NOW)).message).toContain(
      "2020-09-13T12:26:40.000Z",
    );
  });

  it("is not asked for its end without a clock", () => {
    expect(checkToken(jwt({ exp: 1 }))).toBe(jwt({ exp: 1 }));
  });
});

it("a given token is checked at its use and cannot be renewed", async () => {
  const expired = fixedToken(jwt({ exp: 1 }), { now: () => NOW });
  await expect(expired.token()).rejects.toMatchObject({ code: "token_expired" });
  await expect(fixedToken("a\n").token()).rejects.toMatchObject({ code: "token_malformed" });
  await expect(fixedToken("a").refresh("a")).resolves.toBeUndefined();
});

function thrownBy(act: () => unknown): Failure {
  try {
    act();
  } catch (error) {
    if (error instanceof Failure) return error;
  }
  throw new Error("no failure");
}
