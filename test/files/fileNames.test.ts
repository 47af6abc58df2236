import { describe, expect, it } from "vitest";
import { checkFileName } from "../../src/files/atomicWrite.ts";
import { outsideWarning, privacyOf } from "../../src/files/permissions.ts";
import { failureOf } from "../config/scratch.ts";
import { profileEnvironment } from "../harness/profile/profileEnvironment.mjs";

describe("a name that Windows gives no file", () => {
  it("is refused there in words, as it was typed", async () => {
    const failure = await failureOf(async () => checkFileName("out/con.csv", "win32"));
    expect(failure).toMatchObject({ kind: "usage", code: "bad_file_name", exitCode: 2 });
    expect(failure.message).toBe('out/con.csv is not a valid file name on Windows: "con.csv" names a device');
  });

  it("is a name like others elsewhere", () => {
    for (const platform of ["linux", "darwin"] as const) checkFileName("a:b?.csv", platform);
    checkFileName("C:\\deals.csv", "win32");
  });
});

describe("who can read a file", () => {
  const env = profileEnvironment("C:\\Users\\z", "win32");
  const place = { env, platform: "win32" } as const;

  it.each([
    ["C:\\Users\\z\\AppData\\Roaming\\routera\\config.yaml", "profile"],
    ["c:\\users\\Z\\config.yaml", "profile"],
    ["C:\\Users\\zoe\\config.yaml", "outside"],
    ["C:\\Users\\z", "outside"],
    ["D:\\config.yaml", "outside"],
    ["\\\\server\\share\\config.yaml", "outside"],
  ] as const)("Windows: %s is %s", (path, privacy) => {
    expect(privacyOf(path, place)).toBe(privacy);
    expect(outsideWarning(path, place) === undefined).toBe(privacy === "profile");
  });

  it("elsewhere its mode says it", () => {
    expect(privacyOf("/tmp/config.yaml", { env: profileEnvironment("/home/z"), platform: "linux" })).toBe(
      "modes",
    );
  });
});
