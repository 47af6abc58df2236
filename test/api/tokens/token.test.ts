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
    jwt({ exp: NOW / 1000 - 86_400 }),
  ])("%s may be sent", (token) => {
    expect(checkToken(token)).toBe(token);
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
  ])("%j may not", (token, code) => {
    const failure = thrownBy(() => checkToken(token));
    expect(failure).toMatchObject({ kind: "credentials", code });
    if (token !== "") expect(inspect(failure)).not.toContain(token.trim());
  });

  it("is named by the place that it comes from", () => {
    expect(thrownBy(() => checkToken("a b", "ROUTERA_TOKEN")).message).toBe(
      "the token in ROUTERA_TOKEN contains white space",
    );
    expect(thrownBy(() => checkToken("", "ROUTERA_TOKEN")).message).toBe(
      "the token in ROUTERA_TOKEN is empty",
    );
  });
});

it("a given token is checked at its use and cannot be renewed", async () => {
  const expired = jwt({ exp: 1 });
  await expect(fixedToken(expired).token()).resolves.toBe(expired);
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
