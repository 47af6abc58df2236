import * as crypto from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CodeCachePlace, openCodeCache } from "../../src/files/codeCache.ts";
import { profileEnvironment } from "../harness/profile/profileEnvironment.mjs";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "routera-compiled-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const uid = process.getuid?.();
const open = (more: Partial<CodeCachePlace> = {}) =>
  openCodeCache({
    env: profileEnvironment(home, process.platform),
    platform: process.platform,
    home: "",
    uid,
    nodeVersion: "20.20.0",
    arch: "x64",
    pid: 4711,
    now: Date.now,
    crypto: () => crypto,
    ...more,
  });

const COMPILED =
  process.platform === "win32" ? "AppData/Local/routera/cache/compiled" : ".cache/routera/compiled";
const OWN = `${COMPILED}/20.20.0-x64`;
const entryOf = (file: string) => join(home, OWN, file);
const text = Buffer.from("text of a file");
const code = () => ({ data: Buffer.from("compiled\n\ncode\0"), commands: ["deals update", ""] });

/** Another cache of the same place, as another command opens it. */
function read(file = "call.cjs", of: Uint8Array = text) {
  const found = open()?.read(file, of);
  return found && { commands: found.commands, data: Buffer.from(found.data).toString() };
}

describe("compiled code", () => {
  it("is found again, with its commands, and replaced", () => {
    expect(read()).toBeUndefined();
    open()?.write("call.cjs", text, code);
    expect(read()).toEqual({ commands: ["deals update", ""], data: "compiled\n\ncode\0" });
    expect(read("http.cjs")).toBeUndefined();
    open()?.write("call.cjs", text, () => ({ data: Buffer.from("more"), commands: ["x"] }));
    expect(read()).toEqual({ commands: ["x"], data: "more" });
    expect(readdirSync(join(home, OWN))).toEqual(["call.cjs"]);
  });

  it("belongs to one text of its file", () => {
    open()?.write("call.cjs", text, code);
    // V8 would take it: the length is the same.
    expect(read("call.cjs", Buffer.from("text of a fire"))).toBeUndefined();
  });

  it("is ignored when a byte of it is damaged, or its end is missing", () => {
    open()?.write("call.cjs", text, code);
    const whole = readFileSync(entryOf("call.cjs"));
    for (let at = 0; at < whole.length; at++) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ 0x10;
      writeFileSync(entryOf("call.cjs"), damaged);
      expect(read(), `byte ${at}`).toBeUndefined();
      writeFileSync(entryOf("call.cjs"), whole.subarray(0, at));
      expect(read(), `${at} bytes`).toBeUndefined();
    }
    writeFileSync(entryOf("call.cjs"), whole);
    expect(read()).toBeDefined();
  });

  it("is of one version of Node.js on one architecture", () => {
    open()?.write("call.cjs", text, code);
    expect(open({ nodeVersion: "22.1.0" })?.read("call.cjs", text)).toBeUndefined();
    expect(open({ arch: "arm64" })?.read("call.cjs", text)).toBeUndefined();
  });

  it("goes a month after it was recorded, of whatever version", () => {
    const day = 24 * 60 * 60_000;
    open()?.write("old.cjs", text, code);
    open({ nodeVersion: "18.0.0" })?.write("old.cjs", text, code);
    open()?.write("young.cjs", text, code);
    const at = (days: number) => new Date(Date.now() - days * day);
    utimesSync(entryOf("old.cjs"), at(31), at(31));
    utimesSync(join(home, COMPILED, "18.0.0-x64/old.cjs"), at(31), at(31));
    utimesSync(entryOf("young.cjs"), at(29), at(29));
    open()?.write("new.cjs", text, code);
    expect(readdirSync(join(home, OWN)).sort()).toEqual(["new.cjs", "young.cjs"]);
    expect(readdirSync(join(home, COMPILED, "18.0.0-x64"))).toEqual([]);
  });

  it("is not kept where the user wants none, or there is no home", () => {
    const env = { ...profileEnvironment(home, process.platform), NODE_DISABLE_COMPILE_CACHE: "1" };
    expect(open({ env })).toBeUndefined();
    expect(open({ env: {} })).toBeUndefined();
  });

  it("is not kept when it cannot be made", () => {
    open()?.write("call.cjs", text, () => {
      throw new Error("no code");
    });
    expect(read()).toBeUndefined();
    expect(readdirSync(join(home, OWN))).toEqual([]);
  });

  it("is not kept, without a word, where a file is in the place of the directory", () => {
    writeFileSync(join(home, COMPILED.split("/")[0] ?? ""), "");
    open()?.write("call.cjs", text, code);
    expect(read()).toBeUndefined();
  });
});

describe.skipIf(process.platform === "win32")("the directory of compiled code", () => {
  it("is made for this user alone", () => {
    open()?.write("call.cjs", text, code);
    for (const directory of [".cache/routera", COMPILED, OWN])
      expect(statSync(join(home, directory)).mode & 0o777).toBe(0o700);
    expect(statSync(entryOf("call.cjs")).mode & 0o777).toBe(0o600);
  });

  it.each([".cache/routera", COMPILED, OWN])("is not used when others can write to %s", (name) => {
    open()?.write("call.cjs", text, code);
    for (const mode of [0o770, 0o707]) {
      chmodSync(join(home, name), mode);
      expect(read()).toBeUndefined();
      open()?.write("http.cjs", text, code);
      expect(existsSync(entryOf("http.cjs"))).toBe(false);
    }
    chmodSync(join(home, name), 0o700);
    expect(read()).toBeDefined();
  });

  it("is not used below a directory that everyone may write to, unless that keeps others from replacing it", () => {
    open()?.write("call.cjs", text, code);
    chmodSync(join(home, ".cache"), 0o777);
    expect(read()).toBeUndefined();
    chmodSync(join(home, ".cache"), 0o1777);
    expect(read()).toBeDefined();
  });

  it("is not used when it belongs to another user, and nothing is left in that user's home", () => {
    const other = { uid: (uid ?? 0) + 1 };
    open(other)?.write("call.cjs", text, code);
    expect(existsSync(join(home, ".cache"))).toBe(false);
    open()?.write("call.cjs", text, code);
    expect(open(other)?.read("call.cjs", text)).toBeUndefined();
  });

  it("is not used when it is a link", () => {
    mkdirSync(join(home, "elsewhere"), { mode: 0o700 });
    mkdirSync(join(home, ".cache/routera"), { recursive: true, mode: 0o700 });
    symlinkSync(join(home, "elsewhere"), join(home, COMPILED));
    open()?.write("call.cjs", text, code);
    expect(existsSync(join(home, "elsewhere/20.20.0-x64/call.cjs"))).toBe(false);
    expect(read()).toBeUndefined();
  });
});
