import { readFileSync } from "node:fs";
import { constants } from "node:os";
import { describe, expect, it } from "vitest";
import { readReason, systemReason } from "../../src/files/systemError.ts";

/** The error that the system gives for a call. */
function errorOf(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error("it did not fail");
}

const coded = (code: keyof typeof constants.errno) =>
  Object.assign(new Error(`${code}: it failed`), { code, errno: -constants.errno[code] });

describe("systemReason", () => {
  it("gives words and the code", () => {
    expect(
      systemReason(
        errorOf(() => readFileSync("/no/such/file")),
        "linux",
      ),
    ).toBe("no such file or directory (ENOENT)");
    expect(systemReason(coded("ENOSPC"), "linux")).toBe("no space left on device (ENOSPC)");
    const quota = Object.assign(new Error("EDQUOT"), { code: "Unknown system error -122", errno: -122 });
    expect(systemReason(quota, "linux")).toBe("disk quota exceeded (EDQUOT)");
    expect(systemReason(coded("EISDIR"), "linux")).toBe("it is a directory (EISDIR)");
  });

  it.each([
    ["EBUSY", "open in another program, such as Excel; close it there"],
    ["EPERM", "not permitted, or open in another program, such as Excel; close it there"],
    ["EACCES", "not permitted, or open in another program, such as Excel; close it there"],
    ["ENOSPC", "no space left on device"],
  ] as const)("gives words alone on Windows: %s", (code, words) => {
    expect(systemReason(coded(code), "win32")).toBe(words);
  });

  it("leaves other errors their own words", () => {
    expect(systemReason(new Error("no more bytes can be written"))).toBe("no more bytes can be written");
    expect(systemReason("stopped")).toBe("stopped");
  });
});

describe("readReason", () => {
  it("says common reasons of a file that the user named without their codes", () => {
    expect(readReason(coded("ENOENT"), "linux")).toBe("file not found");
    expect(readReason(coded("EACCES"), "linux")).toBe("permission denied");
    expect(readReason(coded("ENOENT"), "win32")).toBe("file not found");
    expect(readReason(coded("EACCES"), "win32")).toContain("open in another program");
    expect(readReason(coded("EIO"), "linux")).toMatch(/\(EIO\)$/);
  });
});
