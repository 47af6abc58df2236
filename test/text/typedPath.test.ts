import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { typedPath } from "../../src/text/typedPath.ts";

describe("a typed path", () => {
  it.each([
    ["deals.csv", "/work/deals.csv"],
    ["./deals.csv", "/work/./deals.csv"],
    ["data/", "/work/data/"],
    ["/tmp/deals.csv", "/tmp/deals.csv"],
    ["/dev/fd/63", "/dev/fd/63"],
    ["", ""],
  ])("%j names %j when the working directory is /work", (path, expected) => {
    expect(typedPath({ cwd: () => "/work" }, path)).toBe(expected);
  });

  it("starts in the root directory when that is the working directory", () => {
    expect(typedPath({ cwd: () => "/" }, "deals.csv")).toBe("/deals.csv");
  });

  it("leads through links as the system does", () => {
    const directory = mkdtempSync(join(tmpdir(), "routera-path-"));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    mkdirSync(join(directory, "far/away"), { recursive: true });
    symlinkSync(join(directory, "far/away"), join(directory, "near"));
    writeFileSync(join(directory, "far/deals.csv"), "id\n");
    expect(readFileSync(typedPath({ cwd: () => directory }, "near/../deals.csv"), "utf8")).toBe("id\n");
  });

  it("needs no working directory when it is absolute", () => {
    const gone = () => {
      throw Object.assign(new Error(), { code: "ENOENT" });
    };
    expect(typedPath({ cwd: gone }, "/tmp/deals.csv")).toBe("/tmp/deals.csv");
    expect(() => typedPath({ cwd: gone }, "deals.csv")).toThrow(
      expect.objectContaining({ kind: "usage", code: "no_current_folder" }),
    );
  });
});
