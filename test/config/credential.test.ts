import { describe, expect, it } from "vitest";
import type { SettingsInput } from "../../src/config/resolve.ts";
import {
  ENV,
  EVIL,
  env,
  HOME,
  OWN,
  PROJECT,
  project,
  SECRET,
  settings,
  USER,
  user,
} from "./credentialSetup.ts";
import { failureOf } from "./scratch.ts";

describe("a credential that may go", () => {
  const client = { clientId: "id", clientSecret: SECRET };
  const rows: readonly [string, Partial<SettingsInput>, string | undefined, string, number][] = [
    ["environment → default", { env }, ENV, HOME, 0],
    ["environment → flag", { env, flags: { baseUrl: OWN } }, ENV, OWN, 0],
    ["environment → environment", { env: { ...env, ROUTERA_BASE_URL: OWN } }, ENV, OWN, 0],
    ["environment → user config", { env, files: { user: user({ baseUrl: OWN }) } }, ENV, OWN, 0],
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
      "environment → user profile that the user config chose",
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

  it("a project config does not say how the user's own client speaks", () => {
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

  it("may be a command of the user config, never of a project config", () => {
    const tokenCommand = ["pass", "routera"];
    expect(settings({ files: { user: user({ tokenCommand }) } }).credential).toMatchObject({
      kind: "command",
      command: tokenCommand,
    });
    expect(settings({ files: { project: project({ tokenCommand }) } }).credential).toBeUndefined();
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
