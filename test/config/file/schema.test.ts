import { describe, expect, it } from "vitest";
import { checkConfig } from "../../../src/config/file/schema.ts";
import { failureOf } from "../scratch.ts";

const CANARY = "canary-5f0c2b";
const one = (profile: unknown) => ({ profiles: { staging: profile } });

describe("checkConfig", () => {
  it("takes every key", () => {
    const data = {
      profile: "staging",
      profiles: {
        staging: {
          baseUrl: "https://staging.example",
          clientId: "id",
          clientSecret: "secret",
          clientAuth: "basic",
          caFile: "ca.pem",
          format: "json",
          properties: "phone, city",
          timeout: "500ms",
          retries: 0,
          concurrency: 1,
          rate: 0.5,
          readonly: true,
        },
        other: { tokenCommand: ["pass", "show", "routera"], timeout: 2, properties: ["phone"] },
        empty: null,
      },
    };
    expect(checkConfig(data, "f", "user")).toEqual({
      profile: "staging",
      profiles: {
        staging: { ...data.profiles.staging, properties: ["phone", "city"], timeout: 500 },
        other: { tokenCommand: ["pass", "show", "routera"], timeout: 2000, properties: ["phone"] },
        empty: {},
      },
    });
  });

  it.each([[{}], [null], [{ profiles: null }], [{ profiles: {} }]])("takes %j as nothing", (data) => {
    if (data && "profiles" in data && data.profiles === null) {
      expect(() => checkConfig(data, "f", "user")).toThrow("`profiles` must map names to profiles");
    } else expect(checkConfig(data, "f", "user")).toEqual({ profiles: {} });
  });

  it.each([
    ["a list", [], "must contain"],
    ["a text", CANARY, "must contain"],
    ["an unknown top key", { profils: {} }, 'unknown key "profils"; did you mean `profile`?'],
    [
      "a key of a profile at the top",
      { token: CANARY },
      'unknown key "token"; available keys: profile, profiles',
    ],
    ["an unknown key", one({ tokn: CANARY }), 'profile "staging": unknown key "tokn"; did you mean `token`?'],
    ["another case", one({ baseurl: CANARY }), "did you mean `baseUrl`?"],
    ["a secret as key", one({ [`${CANARY} x`]: 1 }), "unknown key (not shown)"],
    [
      "__proto__",
      JSON.parse('{"profiles":{"staging":{"__proto__":{"token":"x"}}}}'),
      "unknown key (not shown)",
    ],
    ["constructor", one({ constructor: 1 }), "unknown key (not shown)"],
    ["a profile named __proto__", JSON.parse('{"profiles":{"__proto__":{}}}'), "is not a valid profile name"],
    ["a profile with a slash", { profiles: { "a/b": {} } }, "is not a valid profile name"],
    ["a profile name too long", { profiles: { ["a".repeat(65)]: {} } }, "is not a valid profile name"],
    ["the built-in name", { profiles: { sandbox: {} } }, "built in"],
    ["a choice that is no name", { profile: "../x" }, "`profile` must be"],
    ["a choice that is no text", { profile: 7 }, "`profile` must be"],
    ["profiles as a list", { profiles: [CANARY] }, "`profiles` must map names to profiles"],
    ["a profile as text", one(CANARY), 'profile "staging": must map keys to values'],
    ["a token that is a number", one({ token: 12 }), "`token` must be a non-empty string"],
    ["an empty token", one({ token: "" }), "`token` must be a non-empty string"],
    ["a token that is a list", one({ token: [CANARY] }), "`token` must be a non-empty string"],
    ["a null token", one({ token: null }), "`token` must be a non-empty string"],
    ["a command as text", one({ tokenCommand: CANARY }), "`tokenCommand` must be a list"],
    ["an empty command", one({ tokenCommand: [] }), "`tokenCommand` must be a list"],
    ["a command with a number", one({ tokenCommand: ["x", 1] }), "`tokenCommand` must be a list"],
    ["a format", one({ format: CANARY }), "`format` must be one of table, json, ndjson, csv"],
    ["an auth", one({ clientId: "a", clientAuth: CANARY }), '`clientAuth` must be "body" or "basic"'],
    ["a time", one({ timeout: CANARY }), "`timeout` must be a time"],
    ["no time at all", one({ timeout: 0 }), "`timeout` must be a time"],
    ["too many retries", one({ retries: 21 }), "`retries` must be a whole number from 0 to 20"],
    ["half a retry", one({ retries: 0.5 }), "`retries` must be"],
    ["a number as text", one({ concurrency: "8" }), "`concurrency` must be"],
    ["no rate", one({ rate: 0 }), "`rate` must be"],
    ["an endless rate", one({ rate: Number.POSITIVE_INFINITY }), "`rate` must be"],
    ["readonly as text", one({ readonly: "no" }), "`readonly` must be true or false"],
    ["properties as map", one({ properties: {} }), "`properties` must be a list"],
    ["a secret alone", one({ clientSecret: CANARY }), "`clientSecret` requires `clientId`"],
    [
      "two kinds",
      one({ token: CANARY, clientId: "x" }),
      "more than one kind of credential (token, clientId)",
    ],
  ])("refuses %s", async (_, data, message) => {
    const failure = await failureOf(() => checkConfig(data, "./.routerarc", "user"));
    expect(failure).toMatchObject({ code: "config_broken", exitCode: 2 });
    expect(failure.message).toContain("./.routerarc");
    expect(failure.message).toContain(message);
    expect(JSON.stringify([failure.message, failure.hint, failure.detail])).not.toContain(CANARY);
  });

  it("refuses a command in a project config, in whatever profile", async () => {
    const failure = await failureOf(() =>
      checkConfig(one({ tokenCommand: ["x"] }), "./.routerarc", "project"),
    );
    expect(failure.exitCode).toBe(2);
    expect(failure.message).toContain("cannot name a command");
  });
});
