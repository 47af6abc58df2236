/** Looking at profiles and changing them, with the built program. */
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CANARY, type Home, makeHome } from "../../harness/program.ts";
import { COMMENTED, FILE } from "./profileSetup.ts";

let home: Home;
beforeEach(() => {
  home = makeHome();
});
afterEach(() => home.remove());

const json = async (args: readonly string[], options = {}) => {
  const { exit, stdout, stderr } = await home.run([...args, "--json"], options);
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
  expect(stdout).not.toContain(CANARY);
  return JSON.parse(stdout);
};
const codeOf = async (args: readonly string[], options = {}) => {
  const { exit, stdout, stderr } = await home.run([...args, "--json"], options);
  expect(stdout).toBe("");
  expect(stderr).not.toContain(CANARY);
  return [exit, JSON.parse(stderr).error.code];
};

describe("profile show", () => {
  it("names the source of every value", async () => {
    home.write(FILE, COMMENTED);
    home.write(
      "project/.routerarc.json",
      JSON.stringify({ profiles: { work: { retries: 1, format: "csv" } } }),
    );
    const shown = await json(["profile", "show", "--timeout", "9s"], {
      cwd: join(home.path, "project"),
      env: { ROUTERA_BASE_URL: "https://api.routera.io" },
    });
    const user = `user config ${join(home.path, FILE)} (profile work)`;
    expect(shown).toEqual({
      profile: { value: "work", from: "user", source: user },
      baseUrl: { value: "https://api.routera.io", from: "environment", source: "ROUTERA_BASE_URL" },
      format: { value: "json", from: "flag", source: "--format" },
      properties: { value: ["amount"], from: "user", source: user },
      timeout: { value: "9s", from: "flag", source: "--timeout" },
      retries: { value: 1, from: "project", source: "project config ./.routerarc.json (profile work)" },
      concurrency: { value: 8, from: "default", source: "default" },
      rate: { value: null, from: "default", source: "default" },
      caFile: { value: null, from: "default", source: "default" },
      readonly: { value: false, from: "default", source: "default" },
      credential: {
        kind: "token",
        from: "user",
        source: user,
        fingerprint: expect.stringMatching(/^sha256:[0-9a-f]{12}$/),
      },
    });
  });

  it("shows people the same, without the secret", async () => {
    home.write(FILE, COMMENTED);
    const { exit, stdout } = await home.run(["profile", "show", "audit"]);
    expect(exit).toBe(0);
    expect(stdout).toMatch(/^readonly +true +user config /m);
    const work = await home.run(["profile", "show"]);
    expect(work.stdout).toMatch(/^credential +token sha256:[0-9a-f]{12} /m);
    expect(work.stdout).not.toContain(CANARY);
  });

  it("shows a client without its secret, also half a one from the environment", async () => {
    home.write(FILE, "profiles: { default: { clientId: me } }");
    const shown = await json(["profile", "show"], { env: { ROUTERA_CLIENT_SECRET: CANARY } });
    expect(shown.credential).toMatchObject({
      kind: "client",
      clientId: "me",
      fingerprint: expect.any(String),
    });
  });

  it.each([
    [["profile", "show", "nope"], "unknown_profile"],
    [["profile", "show", "a", "--profile", "b"], "two_profiles"],
    [["profile", "show", "a/b"], "bad_profile_name"],
  ])("%j is refused", async (args, code) => expect(await codeOf(args)).toEqual([2, code]));
});

describe("profile list", () => {
  it("lists all profiles, where they are, and the one in use", async () => {
    home.write(FILE, COMMENTED);
    home.write(
      "project/.routerarc",
      'profiles: { work: { retries: 1 }, stage: { baseUrl: "https://s.example" } }',
    );
    const listed = await json(["profile", "list"], { cwd: join(home.path, "project") });
    const user = join(home.path, FILE);
    const routera = "https://api.routera.io";
    expect(listed).toEqual([
      { name: "audit", in_use: false, baseUrl: routera, credential: null, files: [user] },
      { name: "default", in_use: false, baseUrl: routera, credential: null, files: [] },
      { name: "sandbox", in_use: false, baseUrl: null, credential: null, files: [] },
      {
        name: "stage",
        in_use: false,
        baseUrl: "https://s.example",
        credential: null,
        files: ["./.routerarc"],
      },
      { name: "work", in_use: true, baseUrl: routera, credential: "token", files: ["./.routerarc", user] },
    ]);
  });

  it("helps when the name in use is wrong", async () => {
    const { exit, stdout, stderr } = await home.run(["profile", "list"], {
      env: { ROUTERA_PROFILE: "nope" },
    });
    expect(exit).toBe(0);
    expect(stdout).toContain("sandbox");
    expect(stderr).toContain("warning: profile not found (from ROUTERA_PROFILE)");
    expect(stderr).not.toContain("nope");
  });
});
