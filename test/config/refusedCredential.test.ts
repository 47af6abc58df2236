import { describe, expect, it } from "vitest";
import type { SettingsInput } from "../../src/config/resolve.ts";
import { EVIL, env, HOME, OWN, PROJECT, project, SECRET, settings, USER, user } from "./credentialSetup.ts";
import { failureOf } from "./scratch.ts";

describe("a credential that may not go", () => {
  const rows: readonly [string, Partial<SettingsInput>, string, string][] = [
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
      .map((row) => [...row] as [string, Partial<SettingsInput>, string, string]),
  ];

  it.each(rows)("%s", async (_, given, from, to) => {
    const failure = await failureOf(() => settings(given));
    expect(failure).toMatchObject({ code: "credential_bound", exitCode: 2 });
    expect(failure.message).toContain(`is for ${from}, `);
    expect(failure.message).toContain(`not for ${to} (from `);
    expect(failure.hint).toBeTruthy();
    expect(JSON.stringify([failure.message, failure.hint, failure.detail])).not.toContain("canary");
    await expectHelp(given, failure.hint ?? "");
  });

  /** Does each thing that a hint names, and expects that it helps. */
  async function expectHelp(
    { flags, env: variables = {}, files = {} }: Partial<SettingsInput>,
    hint: string,
  ) {
    const outcome = (given: Partial<SettingsInput>) =>
      failureOf(() => settings(given)).catch(() => "it went");
    const [, address] = /--base-url (https?:\S+?)(?=[;,]|$)/.exec(hint) ?? [];
    const tried: Partial<SettingsInput>[] = [];
    if (address) {
      const token = hint.includes("ROUTERA_TOKEN") ? env : {};
      tried.push({ files, flags: { ...flags, baseUrl: address }, env: { ...variables, ...token } });
    }
    if (hint.startsWith("set ROUTERA_TOKEN"))
      tried.push({ files, flags: flags ?? {}, env: { ...variables, ...env } });
    if (hint.includes("remove --base-url"))
      tried.push({ files, env: variables, flags: { ...flags, baseUrl: undefined } });
    const [, variable = ""] = /unset (\w+)/.exec(hint) ?? [];
    if (variable) tried.push({ files, flags: flags ?? {}, env: { ...variables, [variable]: undefined } });
    const [, beside] = /add baseUrl: (\S+) next to it in the project config/.exec(hint) ?? [];
    if (beside) tried.push({ files: { ...files, project: project({ token: PROJECT, baseUrl: beside }) } });
    expect(tried).not.toEqual([]);
    for (const given of tried) expect(await outcome(given), hint).toBe("it went");
  }

  it.each<[string, Partial<SettingsInput>, string]>([
    [
      "no variable is set: none is to be unset",
      { files: { project: project({ token: PROJECT }), user: user({ baseUrl: OWN, token: USER }) } },
      `if the credential is for ${OWN}, add baseUrl: ${OWN} next to it in the project config ./.routerarc (profile default); if it is for ${HOME}, add --base-url ${HOME}`,
    ],
    [
      "a variable beside a profile with a credential of its own",
      { env, flags: { profile: "other" }, files: { user: user({ baseUrl: OWN, token: USER }, "other") } },
      `to use the credential of the profile, unset ROUTERA_TOKEN; if ROUTERA_TOKEN is for ${OWN}, add --base-url ${OWN}`,
    ],
    [
      "a secret beside a profile with one of its own",
      {
        env: { ROUTERA_CLIENT_SECRET: SECRET },
        flags: { profile: "other" },
        files: { user: user({ baseUrl: OWN, clientId: "id", clientSecret: USER }, "other") },
      },
      `to use the credential of the profile, unset ROUTERA_CLIENT_SECRET; if ROUTERA_CLIENT_SECRET is for ${OWN}, add --base-url ${OWN}`,
    ],
    [
      "a profile that the project chose, without a credential",
      { env, files: { project: project({}, "x", "s"), user: user({ baseUrl: OWN }, "s") } },
      `if ROUTERA_TOKEN is for ${OWN}, add --base-url ${OWN}`,
    ],
    [
      "a flag",
      { flags: { baseUrl: OWN }, files: { user: user({ token: USER }) } },
      `set ROUTERA_TOKEN to a token for ${OWN}, or remove --base-url, or add a profile with this baseUrl and token to the user config`,
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
