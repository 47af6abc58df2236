import * as crypto from "node:crypto";
import {
  chmodSync,
  chownSync,
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
import { type CodeCachePlace, openCodeCache } from "../../../src/files/launch/codeCache.ts";
import { profileEnvironment } from "../../harness/profile/profileEnvironment.mjs";

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
    kind: "20.20.0-x64",
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

function write(file: string, of = text, what = code, more: Partial<CodeCachePlace> = {}) {
  open(more)?.write([{ file, text: of, code: what }]);
}

/** Another cache of the same place, as another command opens it. */
function read(file = "call.cjs", of: Uint8Array = text) {
  const found = open()?.read({ file, text: of });
  return found && { commands: found.commands, data: Buffer.from(found.data).toString() };
}

describe("compiled code", () => {
  it("is found again, with its commands, and replaced", () => {
    expect(read()).toBeUndefined();
    write("call.cjs");
    expect(read()).toEqual({ commands: ["deals update", ""], data: "compiled\n\ncode\0" });
    expect(read("http.cjs")).toBeUndefined();
    write("call.cjs", text, () => ({ data: Buffer.from("more"), commands: ["x"] }));
    expect(read()).toEqual({ commands: ["x"], data: "more" });
    expect(readdirSync(join(home, OWN))).toEqual(["call.cjs"]);
  });

  it("belongs to one text of its file", () => {
    write("call.cjs");
    // V8 would take it: the length is the same.
    expect(read("call.cjs", Buffer.from("text of a fire"))).toBeUndefined();
  });

  it("is ignored when a byte of it is damaged, or its end is missing", () => {
    write("call.cjs");
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

  it("is of one kind, such as a version of Node.js", () => {
    write("call.cjs");
    expect(open({ kind: "22.1.0-x64" })?.read({ file: "call.cjs", text })).toBeUndefined();
  });

  it("goes a month after it was recorded, of whatever version", () => {
    const day = 24 * 60 * 60_000;
    write("old.cjs");
    write("old.cjs", text, code, { kind: "18.0.0-x64" });
    write("young.cjs");
    const at = (days: number) => new Date(Date.now() - days * day);
    utimesSync(entryOf("old.cjs"), at(31), at(31));
    utimesSync(join(home, COMPILED, "18.0.0-x64/old.cjs"), at(31), at(31));
    utimesSync(entryOf("young.cjs"), at(29), at(29));
    write("new.cjs");
    expect(readdirSync(join(home, OWN)).sort()).toEqual(["new.cjs", "young.cjs"]);
    // Nor is a directory without any kept.
    expect(readdirSync(join(home, COMPILED))).toEqual(["20.20.0-x64"]);
  });

  it("is not kept where the user wants none, or there is no home", () => {
    const env = { ...profileEnvironment(home, process.platform), NODE_DISABLE_COMPILE_CACHE: "1" };
    expect(open({ env })).toBeUndefined();
    expect(open({ env: {} })).toBeUndefined();
  });

  it("goes by its age whatever else is there", () => {
    write("old.cjs");
    utimesSync(entryOf("old.cjs"), 1e9, 1e9);
    writeFileSync(join(home, COMPILED, "a file of others"), "");
    mkdirSync(join(home, COMPILED, "0", "deeper"), { recursive: true });
    write("new.cjs");
    expect(readdirSync(join(home, OWN))).toEqual(["new.cjs"]);
    expect(readdirSync(join(home, COMPILED)).sort()).toEqual(["0", "20.20.0-x64", "a file of others"]);
  });

  it("is not kept when it cannot be made", () => {
    write("call.cjs", text, () => {
      throw new Error("no code");
    });
    expect(read()).toBeUndefined();
    expect(readdirSync(join(home, OWN))).toEqual([]);
  });

  it("is not kept, without a word, where a file is in the place of the directory", () => {
    writeFileSync(join(home, COMPILED.split("/")[0] ?? ""), "");
    write("call.cjs");
    expect(read()).toBeUndefined();
  });
});

describe.skipIf(process.platform === "win32")("the directory of compiled code", () => {
  it("is made for this user alone", () => {
    write("call.cjs");
    for (const directory of [".cache/routera", COMPILED, OWN])
      expect(statSync(join(home, directory)).mode & 0o777).toBe(0o700);
    expect(statSync(entryOf("call.cjs")).mode & 0o777).toBe(0o600);
  });

  it.each([".cache/routera", COMPILED, OWN])("is not used when others can write to %s", (name) => {
    write("call.cjs");
    for (const mode of [0o770, 0o707]) {
      chmodSync(join(home, name), mode);
      expect(read()).toBeUndefined();
      write("http.cjs");
      expect(existsSync(entryOf("http.cjs"))).toBe(false);
    }
    chmodSync(join(home, name), 0o700);
    expect(read()).toBeDefined();
  });

  it("is not used when others can write to its file, or it is none", () => {
    write("call.cjs");
    chmodSync(entryOf("call.cjs"), 0o620);
    expect(read()).toBeUndefined();
    chmodSync(entryOf("call.cjs"), 0o602);
    expect(read()).toBeUndefined();
    chmodSync(entryOf("call.cjs"), 0o600);
    expect(read()).toBeDefined();
    mkdirSync(entryOf("http.cjs"));
    expect(read("http.cjs")).toBeUndefined();
  });

  it.runIf(uid === 0)("is not used when another user has put it there", () => {
    write("call.cjs");
    chownSync(entryOf("call.cjs"), 5678, 5678);
    expect(read()).toBeUndefined();
  });

  it("is not used when it belongs to another user, and nothing is left in that user's home", () => {
    const other = { uid: (uid ?? 0) + 1 };
    write("call.cjs", text, code, other);
    expect(existsSync(join(home, ".cache"))).toBe(false);
    write("call.cjs");
    expect(open(other)?.read({ file: "call.cjs", text })).toBeUndefined();
  });

  it("is not used when it is a link", () => {
    mkdirSync(join(home, "elsewhere"), { mode: 0o700 });
    mkdirSync(join(home, ".cache/routera"), { recursive: true, mode: 0o700 });
    symlinkSync(join(home, "elsewhere"), join(home, COMPILED));
    write("call.cjs");
    expect(existsSync(join(home, "elsewhere/20.20.0-x64/call.cjs"))).toBe(false);
    expect(read()).toBeUndefined();
  });
});
