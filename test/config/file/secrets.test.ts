import { chmodSync, symlinkSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readConfig } from "../../../src/config/file/read.ts";
import { profileEnvironment } from "../../harness/profile/profileEnvironment.mjs";
import { currentUid, failureOf, hasUid, makeForeign, scratch } from "../scratch.ts";

const tmp = scratch();
const CANARY = "canary-c0ffee";
const TOKEN = `profiles:\n  other:\n    token: ${CANARY}\n`;
const read = (more: { configFlag?: string; uid?: number; platform?: NodeJS.Platform } = {}) =>
  readConfig({
    cwd: tmp.path(),
    env: profileEnvironment(tmp.path("home")),
    platform: process.platform,
    uid: currentUid,
    ...more,
  });
const userFile = (text: string, mode: number) => tmp.file("home/.config/routera/config.yaml", text, mode);

describe.runIf(hasUid)("a secret in the user config", () => {
  it.each([0o600, 0o400, 0o700])("is read with mode %o", async (mode) => {
    userFile(TOKEN, mode);
    expect((await read()).user?.data.profiles.other?.token).toBe(CANARY);
  });

  it.each([
    [0o640, TOKEN],
    [0o604, TOKEN],
    [0o644, "profiles: { a: { clientId: x, clientSecret: y } }"],
    [0o620, TOKEN],
    [0o610, TOKEN],
    [0o660, "profiles: { a: { tokenCommand: [x] } }"],
  ])("is not read with mode %o", async (mode, text) => {
    const path = userFile(text, mode);
    const failure = await failureOf(() => read());
    expect(failure).toMatchObject({ code: "secret_exposed", exitCode: 2, hint: `chmod 600 ${path}` });
    expect(failure.message).toContain(mode.toString(8));
    expect(failure.message).not.toContain(CANARY);
  });

  it("is read after the chmod that the failure suggests", async () => {
    const path = userFile(TOKEN, 0o644);
    expect((await failureOf(() => read())).hint).toBe(`chmod 600 ${path}`);
    chmodSync(path, 0o600);
    expect((await read()).user).toBeDefined();
  });

  it("is not read through a link to an exposed file, whatever the link looks like", async () => {
    tmp.file("real.yaml", TOKEN, 0o644);
    symlinkSync(tmp.path("real.yaml"), tmp.path("link.yaml"));
    const failure = await failureOf(() => read({ configFlag: "link.yaml" }));
    expect(failure.hint).toBe("chmod 600 link.yaml");
    chmodSync(tmp.path("real.yaml"), 0o600);
    expect((await read({ configFlag: "link.yaml" })).user?.data.profiles.other?.token).toBe(CANARY);
  });

  it("is not read from another user's file, even by name", async () => {
    const uid = makeForeign(tmp.file("theirs.yaml", TOKEN));
    const failure = await failureOf(() => read({ uid, configFlag: "theirs.yaml" }));
    expect(failure).toMatchObject({ code: "secret_exposed", exitCode: 2 });
    expect(failure.message).toContain("belongs to another user");
  });

  it("quotes odd paths for the shell", async () => {
    tmp.file("it's mine.yaml", TOKEN, 0o644);
    expect((await failureOf(() => read({ configFlag: "it's mine.yaml" }))).hint).toBe(
      "chmod 600 'it'\\''s mine.yaml'",
    );
  });

  it("is not in the way where a file holds none, nor in a project config", async () => {
    userFile("profiles: { a: { baseUrl: 'https://x.example', tokenCommand: [x] } }", 0o644);
    tmp.file(".routerarc", TOKEN, 0o644);
    expect((await read()).project?.data.profiles.other?.token).toBe(CANARY);
  });

  it("is not judged by a mode on Windows", async () => {
    tmp.file("c.yaml", TOKEN, 0o666);
    expect((await read({ configFlag: "c.yaml", platform: "win32" })).user).toBeDefined();
  });
});
