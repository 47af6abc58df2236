import { describe, expect, it } from "vitest";
import { cacheDirectory, configDirectory, stateDirectory } from "../../src/files/directories.ts";
import { failureOf } from "../config/scratch.ts";

describe("directories", () => {
  it.each([
    ["linux", { HOME: "/h" }, "/h/.config/routera", "/h/.local/state/routera", "/h/.cache/routera"],
    ["darwin", { HOME: "/h" }, "/h/.config/routera", "/h/.local/state/routera", "/h/.cache/routera"],
    [
      "linux",
      { HOME: "/h", XDG_CONFIG_HOME: "/c", XDG_STATE_HOME: "/s", XDG_CACHE_HOME: "/k" },
      "/c/routera",
      "/s/routera",
      "/k/routera",
    ],
    [
      "darwin",
      { HOME: "/h", XDG_CONFIG_HOME: "/c" },
      "/c/routera",
      "/h/.local/state/routera",
      "/h/.cache/routera",
    ],
    // Empty and relative ones are void.
    [
      "linux",
      { HOME: "/h", XDG_CONFIG_HOME: "" },
      "/h/.config/routera",
      "/h/.local/state/routera",
      "/h/.cache/routera",
    ],
    [
      "linux",
      { HOME: "/h", XDG_CONFIG_HOME: "here" },
      "/h/.config/routera",
      "/h/.local/state/routera",
      "/h/.cache/routera",
    ],
    [
      "linux",
      { HOME: "" },
      "/account/.config/routera",
      "/account/.local/state/routera",
      "/account/.cache/routera",
    ],
    [
      "win32",
      { USERPROFILE: "C:\\u", APPDATA: "C:\\r" },
      "C:\\r\\routera",
      "C:\\u\\AppData\\Local\\routera",
      "C:\\u\\AppData\\Local\\routera\\cache",
    ],
    [
      "win32",
      { XDG_CONFIG_HOME: "D:\\c", LOCALAPPDATA: "C:\\l" },
      "D:\\c\\routera",
      "C:\\l\\routera",
      "C:\\l\\routera\\cache",
    ],
  ] as const)("on %s with %j", (platform, env, config, state, cache) => {
    const place = { platform, env, home: "/account" };
    expect([configDirectory(place), stateDirectory(place), cacheDirectory(place)]).toEqual([
      config,
      state,
      cache,
    ]);
  });

  it("asks the system for the account's home when the environment names none", () => {
    // Whatever the account is, the process's own HOME is not read behind the back of `env`.
    expect(configDirectory({ platform: process.platform, env: {} })).not.toBe("");
  });

  it("without any home, only fails where a directory is needed", async () => {
    const place = { platform: "linux", env: {}, home: "" } as const;
    expect(configDirectory(place)).toBeUndefined();
    const failure = await failureOf(() => stateDirectory(place));
    expect(failure).toMatchObject({ code: "no_home", exitCode: 2 });
    expect(failure.hint).toContain("XDG_STATE_HOME");
    expect((await failureOf(() => cacheDirectory(place))).hint).toContain("XDG_CACHE_HOME");
  });
});
