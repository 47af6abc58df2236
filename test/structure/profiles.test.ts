/** No test reaches the profile of the person who runs it. */
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { stateDirectory } from "../../src/files/directories.ts";
import { ACCOUNT_HOME, changedFiles, filesIn, realDirectories } from "../harness/profile/guard.ts";
import { environment, makeHome } from "../harness/program.ts";
import { filesBelow, textOf } from "./sources.ts";

const PROFILE = /^(HOME|USERPROFILE|APPDATA|LOCALAPPDATA|XDG_\w+_HOME)$/;
/** They set no profile: they are what sets it, or run where there is no other. */
const OWN =
  /^(harness\/profile\/|lanes\/windows\/|files\/directories\.test\.ts|structure\/profiles\.test\.ts)/;

describe("profiles", () => {
  it("a worker and its processes have a profile that is removed, on every system", () => {
    const home = process.env[ACCOUNT_HOME] ?? "";
    expect(userInfo().homedir).toBe(home);
    const names = ["HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"];
    for (const name of names) expect(process.env[name]?.startsWith(home), name).toBe(true);
    for (const platform of ["linux", "darwin", "win32"] as const) {
      // `home` is not given: this asks the system, as a command does where no variable says it.
      expect(
        stateDirectory({ env: {}, platform }).replaceAll("\\", "/").startsWith(home.replaceAll("\\", "/")),
        platform,
      ).toBe(true);
    }
  });

  it("a launched program gets a profile below its home, on every system", () => {
    const home = makeHome();
    onTestFinished(home.remove);
    const given = Object.entries(environment(home.path)).filter(([name]) => PROFILE.test(name));
    expect(given.map(([name]) => name)).toEqual(
      expect.arrayContaining(["HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"]),
    );
    for (const [name, value] of given) expect(value?.startsWith(home.path), name).toBe(true);
  });

  it("tests set a profile by profileEnvironment alone, and hand no other environment on", () => {
    // HOME may be taken away, be empty, or name no directory: that is what such a test is about. A path of Windows is for functions.
    const partly =
      /\b(HOME|USERPROFILE|APPDATA|LOCALAPPDATA): (?!undefined|"")(?!"(\.|relative|\/dev\/null|\/nonexistent|[A-Z]:[^"]*)")/;
    const handedOn = /\benv: process\.env\b|\.\.\.process\.env\b/;
    const offenders = filesBelow("test", (file) => /\.(ts|mjs)$/.test(file) && !OWN.test(file)).filter(
      (file) =>
        textOf(`test/${file}`)
          .split("\n")
          .some((line) => partly.test(line) || handedOn.test(line)),
    );
    expect(offenders).toEqual([]);
  });

  it("the guard sees a file of the real profile that comes, goes or is written", () => {
    const home = mkdtempSync(join(tmpdir(), "routera-profile-"));
    onTestFinished(() => rmSync(home, { recursive: true }));
    for (const platform of ["linux", "win32"] as const) {
      const directories = realDirectories({ env: {}, platform, home });
      expect(directories.length).toBe(platform === "linux" ? 3 : 2 + 1);
    }
    const directories = realDirectories({ env: {}, platform: "linux", home });
    const [config = ""] = directories;
    const empty = filesIn(directories);
    expect([...empty]).toEqual([]);
    mkdirSync(config, { recursive: true });
    const file = join(config, "config.yaml");
    writeFileSync(file, "");
    const before = filesIn(directories);
    expect(changedFiles(empty, before)).toEqual([config, file]);
    utimesSync(file, 1, 1);
    expect(changedFiles(before, filesIn(directories))).toEqual([file]);
    rmSync(file);
    expect(changedFiles(before, filesIn(directories))).toContain(file);
  });
});
