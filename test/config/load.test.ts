import { describe, expect, it } from "vitest";
import { loadConfig, loadSettings, type SettingsHost } from "../../src/config/load.ts";
import { profileEnvironment } from "../harness/profile/profileEnvironment.mjs";
import { currentUid, failureOf, scratch } from "./scratch.ts";

const tmp = scratch();
const host = (env: Record<string, string> = {}): SettingsHost => ({
  env: { ...profileEnvironment(tmp.path("home")), ...env },
  cwd: () => tmp.path(),
  platform: process.platform,
  uid: currentUid,
});

describe("loadSettings", () => {
  it("goes from where a call is to its settings", async () => {
    const path = tmp.file(
      "home/.config/routera/config.yaml",
      "profiles: { s: { token: canary, retries: 1 } }",
    );
    tmp.file(".routerarc", "profile: s\nprofiles: { s: { timeout: 5s } }");
    expect(await loadSettings(host(), { format: "json" })).toMatchObject({
      profile: { value: "s", source: { from: "project", file: "./.routerarc" } },
      credential: { kind: "token", token: "canary", source: { from: "user", file: path, profile: "s" } },
      timeout: { value: 5000 },
      retries: { value: 1 },
      format: { value: "json" },
    });
  });

  it("stops a project config that leads a token away", async () => {
    tmp.file(".routerarc", "profiles: { default: { baseUrl: 'https://evil.example' } }");
    const failure = await failureOf(() => loadSettings(host({ ROUTERA_TOKEN: "canary" }), {}));
    expect(failure).toMatchObject({ code: "credential_bound", exitCode: 2 });
  });

  it("reads the file that the flag names", async () => {
    tmp.file("own.json", '{"profiles":{"default":{"retries":7}}}');
    expect((await loadSettings(host(), { config: "own.json" })).retries.value).toBe(7);
    expect((await loadConfig(host(), "own.json")).user?.file).toBe("own.json");
  });

  it("continues without a current directory, but for a path that starts there", async () => {
    const gone = () => {
      throw new Error("ENOENT: uv_cwd");
    };
    const from = { ...host(), cwd: gone };
    expect((await loadSettings(from, {})).warnings).toEqual([
      "the current directory no longer exists; continuing without a project config",
    ]);
    const failure = await failureOf(() => loadSettings(from, { config: "own.json" }));
    expect(failure).toMatchObject({ code: "no_current_folder", exitCode: 2 });
  });
});
