import { describe, expect, it } from "vitest";
import type { ConfigFile } from "../../src/config/file/read.ts";
import type { Profile } from "../../src/config/file/schema.ts";
import { type Given, resolveSettings } from "../../src/config/resolve.ts";
import type { Settings } from "../../src/config/settings.ts";
import { failureOf } from "./scratch.ts";

const SECRETS = ["env-canary", "user-canary", "project-canary", "secret-canary"];
const [ENV, USER, PROJECT, SECRET] = SECRETS as [string, string, string, string];
const HOME = "https://api.routera.io";
const EVIL = "https://evil.example";
const OWN = "https://own.example";

const project = (profile: Profile, name = "default", chosen?: string): ConfigFile =>
  file("./.routerarc", profile, name, chosen);
const user = (profile: Profile, name = "default", chosen?: string): ConfigFile =>
  file("/u/config.yaml", profile, name, chosen);
const file = (path: string, profile: Profile, name: string, chosen: string | undefined): ConfigFile => ({
  file: path,
  path,
  data: { ...(chosen ? { profile: chosen } : {}), profiles: { [name]: profile } },
});
const settings = (given: Partial<Given>): Settings =>
  resolveSettings({ flags: {}, env: {}, files: {}, ...given });
const env = { ROUTERA_TOKEN: ENV };

describe("a credential that may go", () => {
  const client = { clientId: "id", clientSecret: SECRET };
  const rows: readonly [string, Partial<Given>, string | undefined, string, number][] = [
    ["environment → default", { env }, ENV, HOME, 0],
    ["environment → flag", { env, flags: { baseUrl: OWN } }, ENV, OWN, 0],
    ["environment → environment", { env: { ...env, ROUTERA_BASE_URL: OWN } }, ENV, OWN, 0],
    ["environment → user file", { env, files: { user: user({ baseUrl: OWN }) } }, ENV, OWN, 0],
    [
      "environment over the user's token",
      { env, files: { user: user({ baseUrl: OWN, token: USER }) } },
      ENV,
      OWN,
      0,
    ],
    [
      "environment → user profile that the environment chose",
      { env: { ...env, ROUTERA_PROFILE: "s" }, files: { user: user({ baseUrl: OWN, token: USER }, "s") } },
      ENV,
      OWN,
      0,
    ],
    [
      "environment → user profile that the user file chose",
      { env, files: { user: user({ baseUrl: OWN, token: USER }, "s", "s") } },
      ENV,
      OWN,
      0,
    ],
    [
      "environment → user profile by flag, without credentials of its own",
      { env, flags: { profile: "s" }, files: { user: user({ baseUrl: OWN }, "s") } },
      ENV,
      OWN,
      0,
    ],
    [
      "environment → user profile by flag, default origin",
      { env, flags: { profile: "s" }, files: { user: user({ token: USER }, "s") } },
      ENV,
      HOME,
      0,
    ],
    [
      "environment → flag, over a project address",
      { env, flags: { baseUrl: OWN }, files: { project: project({ baseUrl: EVIL }) } },
      ENV,
      OWN,
      0,
    ],
    [
      "environment → project address of the default origin",
      {
        env,
        files: { project: project({ baseUrl: `${HOME.toUpperCase().replace("HTTPS", "https")}:443/v2` }) },
      },
      ENV,
      "https://API.ROUTERA.IO:443/v2",
      0,
    ],
    ["user → default", { files: { user: user({ token: USER }) } }, USER, HOME, 0],
    ["user → own", { files: { user: user({ token: USER, baseUrl: OWN }) } }, USER, OWN, 0],
    [
      "user → own, again by flag",
      { flags: { baseUrl: `${OWN}/` }, files: { user: user({ token: USER, baseUrl: OWN }) } },
      USER,
      `${OWN}/`,
      0,
    ],
    ["project → default", { files: { project: project({ token: PROJECT }) } }, PROJECT, HOME, 1],
    ["project → own", { files: { project: project({ token: PROJECT, baseUrl: OWN }) } }, PROJECT, OWN, 1],
    [
      "project over user",
      { files: { project: project({ token: PROJECT, baseUrl: OWN }), user: user({ token: USER }) } },
      PROJECT,
      OWN,
      1,
    ],
    ["nobody → project", { files: { project: project({ baseUrl: OWN }) } }, undefined, OWN, 0],
    ["token before client in the environment", { env: { ...env, ROUTERA_CLIENT_ID: "id" } }, ENV, HOME, 0],
    [
      "client of the environment",
      { env: { ROUTERA_CLIENT_ID: "id", ROUTERA_CLIENT_SECRET: SECRET } },
      SECRET,
      HOME,
      0,
    ],
    ["client of the user", { files: { user: user({ ...client, baseUrl: OWN }) } }, SECRET, OWN, 0],
    [
      "client id of the user, secret of the environment",
      { env: { ROUTERA_CLIENT_SECRET: SECRET }, files: { user: user({ clientId: "id", baseUrl: OWN }) } },
      SECRET,
      OWN,
      0,
    ],
    [
      "a lone secret beside a token",
      { env: { ROUTERA_CLIENT_SECRET: SECRET }, files: { user: user({ token: USER }) } },
      USER,
      HOME,
      0,
    ],
  ];

  it.each(rows)("%s", (_, given, secret, baseUrl, warnings) => {
    const { credential, ...rest } = settings(given);
    const sent =
      credential?.kind === "token"
        ? credential.token
        : credential?.kind === "client"
          ? credential.clientSecret
          : undefined;
    expect([sent, rest.baseUrl.value, rest.warnings.length]).toEqual([secret, baseUrl, warnings]);
    expect(JSON.stringify(rest)).not.toContain("canary");
  });

  it("says how a client speaks", () => {
    const given = { user: user({ ...client, clientAuth: "basic" }) };
    expect(settings({ files: given }).credential).toMatchObject({
      kind: "client",
      auth: "basic",
      clientId: "id",
    });
    expect(settings({ files: { user: user(client) } }).credential).toMatchObject({ auth: "body" });
  });

  it("a project file does not say how the user's own client speaks", () => {
    const files = { user: user(client), project: project({ clientAuth: "basic" }) };
    expect(settings({ files }).credential).toMatchObject({ auth: "body" });
    const variables = { ROUTERA_CLIENT_ID: "id", ROUTERA_CLIENT_SECRET: SECRET };
    expect(settings({ env: variables, files }).credential).toMatchObject({ auth: "body" });
    const own = { user: user({ clientAuth: "basic" }), project: project({ clientAuth: "body" }) };
    expect(settings({ env: variables, files: own }).credential).toMatchObject({ auth: "basic" });
    const theirs = {
      user: user({ clientAuth: "body" }),
      project: project({ ...client, clientAuth: "basic" }),
    };
    expect(settings({ files: theirs }).credential).toMatchObject({ auth: "basic" });
  });

  it("may be a command of the user file, never of a project file", () => {
    const tokenCommand = ["pass", "routera"];
    expect(settings({ files: { user: user({ tokenCommand }) } }).credential).toMatchObject({
      kind: "command",
      command: tokenCommand,
    });
    expect(settings({ files: { project: project({ tokenCommand }) } }).credential).toBeUndefined();
  });
});

describe("a credential that may not go", () => {
  const rows: readonly [string, Partial<Given>, string, string][] = [
    [
      "project address + environment token",
      { env, files: { project: project({ baseUrl: EVIL }) } },
      HOME,
      EVIL,
    ],
    [
      "project address + environment client",
      {
        env: { ROUTERA_CLIENT_ID: "id", ROUTERA_CLIENT_SECRET: SECRET },
        files: { project: project({ baseUrl: EVIL }) },
      },
      HOME,
      EVIL,
    ],
    [
      "project address + user token",
      { files: { project: project({ baseUrl: EVIL }), user: user({ token: USER }) } },
      HOME,
      EVIL,
    ],
    [
      "project address + user token with an address",
      { files: { project: project({ baseUrl: EVIL }), user: user({ token: USER, baseUrl: OWN }) } },
      OWN,
      EVIL,
    ],
    [
      "project address + user command",
      { files: { project: project({ baseUrl: EVIL }), user: user({ tokenCommand: ["x"] }) } },
      HOME,
      EVIL,
    ],
    [
      "project address + client id of the user, secret of the environment",
      {
        env: { ROUTERA_CLIENT_SECRET: SECRET },
        files: { project: project({ baseUrl: EVIL }), user: user({ clientId: "id" }) },
      },
      HOME,
      EVIL,
    ],
    [
      "project chooses a user profile + environment token",
      {
        env,
        files: { project: project({}, "x", "s"), user: user({ baseUrl: OWN }, "s") },
      },
      HOME,
      OWN,
    ],
    [
      "--profile other + environment token",
      { env, flags: { profile: "other" }, files: { user: user({ baseUrl: OWN, token: USER }, "other") } },
      HOME,
      OWN,
    ],
    [
      "--profile other + environment secret for its client",
      {
        env: { ROUTERA_CLIENT_SECRET: SECRET },
        flags: { profile: "other" },
        files: { user: user({ baseUrl: OWN, clientId: "id", clientSecret: USER }, "other") },
      },
      HOME,
      OWN,
    ],
    [
      "--base-url + user token",
      { flags: { baseUrl: OWN }, files: { user: user({ token: USER }) } },
      HOME,
      OWN,
    ],
    [
      "ROUTERA_BASE_URL + user token",
      { env: { ROUTERA_BASE_URL: OWN }, files: { user: user({ token: USER }) } },
      HOME,
      OWN,
    ],
    [
      "--base-url + project token",
      { flags: { baseUrl: EVIL }, files: { project: project({ token: PROJECT, baseUrl: OWN }) } },
      OWN,
      EVIL,
    ],
    [
      "user address + project token",
      { files: { project: project({ token: PROJECT }), user: user({ baseUrl: OWN }) } },
      HOME,
      OWN,
    ],
    [
      "--base-url + client id of the user, secret of the environment",
      {
        env: { ROUTERA_CLIENT_SECRET: SECRET },
        flags: { baseUrl: OWN },
        files: { user: user({ clientId: "id" }) },
      },
      HOME,
      OWN,
    ],
    [
      "another port",
      { flags: { baseUrl: `${OWN}:8443` }, files: { user: user({ token: USER, baseUrl: OWN }) } },
      OWN,
      `${OWN}:8443`,
    ],
    [
      "another scheme",
      {
        flags: { baseUrl: "http://localhost:1" },
        files: { user: user({ token: USER, baseUrl: "https://localhost:1" }) },
      },
      "https://localhost:1",
      "http://localhost:1",
    ],
    ...[
      "https://api.routera.io.evil.example",
      "https://api.routera.io.",
      "https://api-routera.io",
      "http://localhost",
    ]
      .map(
        (look) =>
          [
            `look-alike ${look}`,
            { env, files: { project: project({ baseUrl: look }) } },
            HOME,
            look,
          ] as const,
      )
      .map((row) => [...row] as [string, Partial<Given>, string, string]),
  ];

  it.each(rows)("%s", async (_, given, from, to) => {
    const failure = await failureOf(() => settings(given));
    expect(failure).toMatchObject({ code: "credential_bound", exitCode: 2 });
    expect(failure.message).toContain(`belongs to ${from},`);
    expect(failure.message).toContain(`names ${to}:`);
    expect(failure.hint).toBeTruthy();
    expect(JSON.stringify([failure.message, failure.hint, failure.detail])).not.toContain("canary");
    await expectHelp(given, failure.hint ?? "");
  });

  /** Does each thing that a hint names, and expects that it helps. */
  async function expectHelp({ flags, env: variables = {}, files = {} }: Partial<Given>, hint: string) {
    const outcome = (given: Partial<Given>) => failureOf(() => settings(given)).catch(() => "it went");
    const [, address] = /--base-url (https?:\S+?)(?=[;,]|$)/.exec(hint) ?? [];
    const tried: Partial<Given>[] = [];
    if (address) {
      const token = hint.includes("ROUTERA_TOKEN") ? env : {};
      tried.push({ files, flags: { ...flags, baseUrl: address }, env: { ...variables, ...token } });
    }
    if (hint.startsWith("set ROUTERA_TOKEN"))
      tried.push({ files, flags: flags ?? {}, env: { ...variables, ...env } });
    if (hint.includes("leave out --base-url"))
      tried.push({ files, env: variables, flags: { ...flags, baseUrl: undefined } });
    const [, variable = ""] = /unset (\w+)/.exec(hint) ?? [];
    if (variable) tried.push({ files, flags: flags ?? {}, env: { ...variables, [variable]: undefined } });
    const [, beside] = /write baseUrl: (\S+) beside it in the project file/.exec(hint) ?? [];
    if (beside) tried.push({ files: { ...files, project: project({ token: PROJECT, baseUrl: beside }) } });
    expect(tried).not.toEqual([]);
    for (const given of tried) expect(await outcome(given), hint).toBe("it went");
  }

  it.each<[string, Partial<Given>, string]>([
    [
      "no variable is set: none is to be unset",
      { files: { project: project({ token: PROJECT }), user: user({ baseUrl: OWN, token: USER }) } },
      `if that credential is for ${OWN}, write baseUrl: ${OWN} beside it in the project file ./.routerarc (profile default); if it is for ${HOME}, add --base-url ${HOME}`,
    ],
    [
      "a variable beside a profile with a credential of its own",
      { env, flags: { profile: "other" }, files: { user: user({ baseUrl: OWN, token: USER }, "other") } },
      `if ROUTERA_TOKEN is for ${OWN}, say so: --base-url ${OWN}; to use the profile's own credential instead, unset ROUTERA_TOKEN`,
    ],
    [
      "a secret beside a profile with one of its own",
      {
        env: { ROUTERA_CLIENT_SECRET: SECRET },
        flags: { profile: "other" },
        files: { user: user({ baseUrl: OWN, clientId: "id", clientSecret: USER }, "other") },
      },
      `if ROUTERA_CLIENT_SECRET is for ${OWN}, say so: --base-url ${OWN}; to use the profile's own credential instead, unset ROUTERA_CLIENT_SECRET`,
    ],
    [
      "a profile that the project chose, without a credential",
      { env, files: { project: project({}, "x", "s"), user: user({ baseUrl: OWN }, "s") } },
      `if ROUTERA_TOKEN is for ${OWN}, say so: --base-url ${OWN}`,
    ],
    [
      "a flag",
      { flags: { baseUrl: OWN }, files: { user: user({ token: USER }) } },
      `set ROUTERA_TOKEN to a token for ${OWN}, or leave out --base-url, or put baseUrl and token together in a profile of your user file`,
    ],
  ])("says what helps: %s", async (_, given, hint) =>
    expect((await failureOf(() => settings(given))).hint).toBe(hint),
  );

  it.each([
    "https://api.routera.io@evil.example",
    "https:\\\\evil.example",
    "http://localhost.evil.example",
    "http://evil.example",
  ])("is not even looked for with the address %s", async (baseUrl) => {
    for (const given of [{ files: { project: project({ baseUrl }) } }, { flags: { baseUrl } }]) {
      expect((await failureOf(() => settings({ env, ...given }))).exitCode).toBe(2);
    }
  });
});

describe("half a credential", () => {
  it.each([
    [
      "id without secret",
      { env: { ROUTERA_CLIENT_ID: "id" } },
      "client_secret_missing",
      "ROUTERA_CLIENT_SECRET",
    ],
    [
      "secret without id",
      { env: { ROUTERA_CLIENT_SECRET: SECRET } },
      "client_id_missing",
      "ROUTERA_CLIENT_ID",
    ],
    [
      "user id without secret",
      { files: { user: user({ clientId: "id" }) } },
      "client_secret_missing",
      "/u/config.yaml",
    ],
    [
      "project id with a secret of the environment",
      { env: { ROUTERA_CLIENT_SECRET: SECRET }, files: { project: project({ clientId: "id" }) } },
      "client_secret_missing",
      "./.routerarc",
    ],
  ])("%s", async (_, given, code, named) => {
    const failure = await failureOf(() => settings(given));
    expect(failure).toMatchObject({ code, exitCode: 2 });
    expect(failure.message).toContain(named);
    expect(failure.message).not.toContain("canary");
  });
});
