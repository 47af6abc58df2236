import { describe, expect, it } from "vitest";
import type { ConfigFile, ConfigFiles } from "../../src/config/file/read.ts";
import type { ConfigData, Profile } from "../../src/config/file/schema.ts";
import { DEFAULTS, resolveSettings, type SettingsInput } from "../../src/config/resolve.ts";
import type { FlagSettings, Settings, Source } from "../../src/config/settings.ts";
import type { OptionKey, VariableKey } from "../../src/hint.ts";
import { failureOf } from "./scratch.ts";
import { trusting } from "./trusting.ts";

const PROJECT = "./.routerarc";
const USER = "/home/me/.config/routera/config.yaml";

const project = (profile: Profile, name = "default", chosen?: string): ConfigFile =>
  file(PROJECT, "/repo/.routerarc", {
    ...(chosen ? { profile: chosen } : {}),
    profiles: { [name]: profile },
  });
const user = (profile: Profile, name = "default", chosen?: string): ConfigFile =>
  file(USER, USER, { ...(chosen ? { profile: chosen } : {}), profiles: { [name]: profile } });
const file = (shown: string, path: string, data: ConfigData): ConfigFile => ({ file: shown, path, data });
const settings = (given: Partial<SettingsInput>): Settings =>
  resolveSettings({ flags: {}, env: {}, files: {}, ...given });

const fromProject: Source = { from: "project", file: PROJECT, profile: "default" };
const fromUser: Source = { from: "user", file: USER, profile: "default" };
const flag = (option: OptionKey): Source => ({ from: "flag", option });
const variable = (key: VariableKey): Source => ({ from: "environment", variable: key });

describe("precedence", () => {
  it("knows what counts where no one says anything", () => {
    const source = { from: "default" };
    expect(settings({})).toEqual({
      profile: { value: "default", source },
      embedded: false,
      baseUrl: { value: "https://api.routera.io", source },
      credential: undefined,
      format: { value: "table", source },
      properties: { value: [], source },
      timeout: { value: 30_000, source },
      retries: { value: 3, source },
      concurrency: { value: 8, source },
      rate: { value: undefined, source },
      caFile: { value: undefined, source },
      readonly: { value: false, source },
      warnings: [],
    });
  });

  // Each row takes away the strongest place of the row before.
  const everywhere = {
    flags: { format: "json", baseUrl: "https://flag.example" },
    env: { ROUTERA_FORMAT: "ndjson", ROUTERA_BASE_URL: "https://env.example" },
    files: {
      project: project({ format: "csv", baseUrl: "https://project.example" }),
      user: user({ format: "table", baseUrl: "https://user.example" }),
    },
  } as const;
  const { flags, env, files } = everywhere;
  it.each([
    ["flag", { flags, env, files }, "json", flag("format"), "https://flag.example", flag("baseUrl")],
    ["environment", { env, files }, "ndjson", variable("format"), "https://env.example", variable("baseUrl")],
    [
      "project config",
      { files: trusting(files) },
      "csv",
      fromProject,
      "https://project.example",
      fromProject,
    ],
    ["user config", { files: { user: files.user } }, "table", fromUser, "https://user.example", fromUser],
    [
      "flag over user",
      { flags, files: { user: files.user } },
      "json",
      flag("format"),
      "https://flag.example",
      flag("baseUrl"),
    ],
    ["flag over project", { flags, files }, "json", flag("format"), "https://flag.example", flag("baseUrl")],
    [
      "environment over user",
      { env, files: { user: files.user } },
      "ndjson",
      variable("format"),
      "https://env.example",
      variable("baseUrl"),
    ],
    [
      "empty variables",
      {
        env: {
          ROUTERA_FORMAT: "",
          ROUTERA_BASE_URL: "",
          ROUTERA_PROFILE: "",
          ROUTERA_TOKEN: "",
          ROUTERA_CLIENT_ID: "",
        },
      },
      "table",
      { from: "default" },
      "https://api.routera.io",
      { from: "default" },
    ],
  ] as const)("%s", (_, given, format, formatSource, baseUrl, baseUrlSource) => {
    expect(settings(given)).toMatchObject({
      format: { value: format, source: formatSource },
      baseUrl: { value: baseUrl, source: baseUrlSource },
      credential: undefined,
    });
  });

  it.each([
    ["timeout", 5000, 4000, 3000],
    ["retries", 5, 4, 0],
    ["concurrency", 5, 4, 1],
    ["rate", 5, 4, 0.5],
  ] as const)("flag > project > user > default for %s", (name, byFlag, byProject, byUser) => {
    const files = { project: project({ [name]: byProject }), user: user({ [name]: byUser }) };
    const given: FlagSettings = { [name]: byFlag };
    expect(settings({ flags: given, files })[name]).toEqual({ value: byFlag, source: flag(name) });
    expect(settings({ files })[name]).toEqual({ value: byProject, source: fromProject });
    expect(settings({ files: { user: files.user } })[name]).toEqual({ value: byUser, source: fromUser });
    expect(settings({})[name]).toEqual({ value: DEFAULTS[name], source: { from: "default" } });
  });

  it("merges a profile of both files key by key", () => {
    const files = {
      project: project({ properties: ["a"] }),
      user: user({ properties: ["b"], timeout: 1000 }),
    };
    expect(settings({ files })).toMatchObject({
      properties: { value: ["a"], source: fromProject },
      timeout: { value: 1000, source: fromUser },
    });
  });

  it("reads nothing of another profile", () => {
    const files = {
      project: project({ timeout: 1 }, "other"),
      user: user({ token: "t", retries: 9 }, "other"),
    };
    expect(settings({ files })).toMatchObject({
      timeout: { value: 30_000 },
      retries: { value: 3 },
      credential: undefined,
    });
  });

  it.each([
    [undefined, undefined, false, { from: "default" }],
    [true, undefined, true, fromProject],
    [true, false, true, fromProject],
    [false, true, true, fromUser],
    [undefined, true, true, fromUser],
    [false, undefined, false, fromProject],
    [false, false, false, fromProject],
  ])("readonly: project %s, user %s → %s", (byProject, byUser, value, source) => {
    const files = { project: project({ readonly: byProject }), user: user({ readonly: byUser }) };
    expect(settings({ files }).readonly).toEqual({ value, source });
  });

  it.each([
    [{ retries: 1000 }, {}, "--retries must be"],
    [{ concurrency: 0 }, {}, "--concurrency must be"],
    [{ timeout: 0 }, {}, "--timeout must be"],
    [{ rate: Number.NaN }, {}, "--rate must be"],
    [{}, { ROUTERA_FORMAT: "xml" }, "ROUTERA_FORMAT must be"],
    [{ baseUrl: "http://public.example" }, {}, "--base-url:"],
    [{}, { ROUTERA_BASE_URL: "ftp://x" }, "ROUTERA_BASE_URL:"],
  ])("refuses %j %j", async (flags, env, message) => {
    const failure = await failureOf(() => settings({ flags, env }));
    expect(failure.exitCode).toBe(2);
    expect(failure.message).toContain(message);
  });
});

describe("choice of the profile", () => {
  const files: ConfigFiles = {
    project: file(PROJECT, "/repo/.routerarc", { profile: "b", profiles: { a: {} } }),
    user: file(USER, USER, { profile: "c", profiles: { a: {}, b: {}, c: {}, staging: {} } }),
  };
  it.each([
    [{ profile: "a" }, { ROUTERA_PROFILE: "staging" }, files, "a", flag("profile")],
    [{}, { ROUTERA_PROFILE: "staging" }, files, "staging", variable("profile")],
    [{}, { ROUTERA_PROFILE: "" }, files, "b", { from: "project", file: PROJECT, profile: "b" }],
    [{}, {}, { user: files.user }, "c", { from: "user", file: USER, profile: "c" }],
    [{}, {}, {}, "default", { from: "default" }],
    [{ profile: "default" }, {}, files, "default", flag("profile")],
  ])("%j %j", (flags, env, given, value, source) => {
    expect(settings({ flags, env, files: given as ConfigFiles }).profile).toEqual({ value, source });
  });

  it.each([
    [{ profile: "stagin" }, {}, "unknown_profile", "a, b, c, default, sandbox, staging", "--profile staging"],
    [{}, { ROUTERA_PROFILE: "STAGING" }, "unknown_profile", "from ROUTERA_PROFILE", "--profile staging"],
    [{ profile: "zzzzzzzz" }, {}, "unknown_profile", "zzzzzzzz", "routera profile list"],
    [{ profile: "" }, {}, "bad_profile_name", '""', "routera profile list"],
    [{ profile: "__proto__" }, {}, "bad_profile_name", "__proto__", "routera profile list"],
    [{ profile: "constructor" }, {}, "unknown_profile", "constructor", "routera profile list"],
  ])("refuses %j %j", async (flags, env, code, message, hint) => {
    const failure = await failureOf(() => settings({ flags, env, files }));
    expect(failure).toMatchObject({ code, exitCode: 2 });
    expect(failure.message).toContain(message);
    expect(failure.hint).toContain(hint);
  });

  it("refuses a name in a file that exists nowhere: another account would be written to", async () => {
    const given = { project: file(PROJECT, "/repo/.routerarc", { profile: "gone", profiles: {} }) };
    expect((await failureOf(() => settings({ files: given }))).message).toContain(
      `from project config ${PROJECT}`,
    );
  });
});

describe("certificates of files", () => {
  it("are looked for beside their file", () => {
    expect(settings({ files: { user: user({ caFile: "ca.pem" }) } }).caFile).toEqual({
      value: "/home/me/.config/routera/ca.pem",
      source: fromUser,
    });
    const own = project({ caFile: "../ca.pem", token: "t", baseUrl: "https://own.example" });
    expect(settings({ files: trusting({ project: own }) }).caFile.value).toBe("/ca.pem");
  });

  it.each([
    ["the user's token", { project: project({ caFile: "x" }), user: user({ token: "t" }) }, {}, {}],
    ["a token of the environment", { project: project({ caFile: "x" }) }, { ROUTERA_TOKEN: "t" }, {}],
    ["no own address", { project: project({ caFile: "x", token: "t" }) }, {}, {}],
    ["no token", trusting({ project: project({ caFile: "x", baseUrl: "https://own.example" }) }), {}, {}],
    [
      "an address of the flag",
      { project: project({ caFile: "x", token: "t", baseUrl: "https://own.example" }) },
      {},
      { baseUrl: "https://own.example" },
    ],
  ])("of a project config do not go with %s", async (_, files, env, flags) => {
    const failure = await failureOf(() => settings({ files, env, flags }));
    expect(failure).toMatchObject({ code: "project_ca_file", exitCode: 2 });
  });
});

describe("the sandbox", () => {
  const secrets = { ROUTERA_TOKEN: "t", ROUTERA_BASE_URL: "https://real.example", ROUTERA_CLIENT_ID: "x" };
  it.each([
    [{ profile: "sandbox" }, secrets, {}, flag("profile")],
    [{}, { ...secrets, ROUTERA_PROFILE: "sandbox" }, {}, variable("profile")],
    [
      {},
      secrets,
      {
        project: file(PROJECT, "/repo/.routerarc", { profile: "sandbox", profiles: {} }),
        user: user({ token: "u" }),
      },
      { from: "project", file: PROJECT, profile: "sandbox" },
    ],
  ])("gets no credential and no address from outside: %j %j", (flags, env, files, source) => {
    expect(settings({ flags, env, files })).toMatchObject({
      profile: { value: "sandbox", source },
      embedded: true,
      baseUrl: { value: "http://127.0.0.1", source: { from: "sandbox" } },
      credential: undefined,
      warnings: [],
    });
  });

  it("keeps flags and the format", () => {
    const flags = { profile: "sandbox", timeout: 1000 };
    expect(settings({ flags, env: { ROUTERA_FORMAT: "json" } })).toMatchObject({
      timeout: { value: 1000 },
      format: { value: "json" },
    });
  });

  it("has no other address", async () => {
    const flags = { profile: "sandbox", baseUrl: "http://127.0.0.1:1" };
    expect(await failureOf(() => settings({ flags }))).toMatchObject({
      code: "sandbox_base_url",
      exitCode: 2,
    });
  });
});
