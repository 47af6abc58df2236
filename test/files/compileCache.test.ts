import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compileCacheDirectory } from "../../src/files/compileCache.ts";
import { profileEnvironment } from "../harness/profile/profileEnvironment.mjs";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "routera-compiled-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const uid = process.getuid?.();
const find = (version = "1.0.0", more: { readonly uid?: number } = {}) =>
  compileCacheDirectory(
    { env: profileEnvironment(home, "linux"), platform: process.platform, home: "", uid, ...more },
    version,
  );

describe.skipIf(process.platform === "win32")("the directory of compiled code", () => {
  it("is made for this user alone, and found again", () => {
    const directory = join(home, ".cache/routera/compiled/1.0.0");
    expect(find()).toBe(directory);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(find()).toBe(directory);
  });

  it("replaces that of another version", async () => {
    const old = find("0.9.0") ?? "";
    writeFileSync(join(old, "code"), "");
    expect(find("1.0.0")).toBeDefined();
    await expect.poll(() => existsSync(old)).toBe(false);
  });

  it.each([".cache/routera", ".cache/routera/compiled", ".cache/routera/compiled/1.0.0"])(
    "is not used when others can write to %s",
    (name) => {
      expect(find()).toBeDefined();
      chmodSync(join(home, name), 0o770);
      expect(find()).toBeUndefined();
      chmodSync(join(home, name), 0o707);
      expect(find()).toBeUndefined();
    },
  );

  it("is not used when it belongs to another user", () => {
    expect(find("1.0.0", { uid: (uid ?? 0) + 1 })).toBeUndefined();
    // Nor is anything left in that user's home.
    expect(existsSync(join(home, ".cache"))).toBe(false);
  });

  it("is not used when it is a link", () => {
    mkdirSync(join(home, "elsewhere"), { mode: 0o700 });
    mkdirSync(join(home, ".cache/routera"), { recursive: true, mode: 0o700 });
    symlinkSync(join(home, "elsewhere"), join(home, ".cache/routera/compiled"));
    expect(find()).toBeUndefined();
  });

  it("is missing where there is no home, or a file is in its place", () => {
    expect(compileCacheDirectory({ env: {}, platform: "linux", home: "", uid }, "1.0.0")).toBeUndefined();
    writeFileSync(join(home, ".cache"), "");
    expect(find()).toBeUndefined();
  });
});
