/** Which tests run on Windows and macOS. */
import { describe, expect, it } from "vitest";
import { excludedOn, systemOf } from "../../.config/systems.mjs";
import { filesBelow } from "./sources.ts";

const all = filesBelow("test", (file) => file.endsWith(".test.ts")).map((file) => `test/${file}`);
const share = (excluded: readonly string[]) => excluded.length / all.length;

describe("tests of a system", () => {
  it.each([
    ['readFileSync("/proc/self/status")', "linux"],
    ['spawnSync("unshare", ["-m"])', "linux"],
    ["chmodSync(path, 0o600)", "posix"],
    ['execFileSync("mkfifo", [path])', "posix"],
    ["expect(stat.mode & 0o777)", "posix"],
    ["await at.shell(script)", "posix"],
    ['child.kill("SIGKILL")', "posix"],
    ["expect(parseWhere(text)).toEqual(where)", "any"],
  ])("are reported by what they use: %s", (text, system) => {
    expect(systemOf(text)).toBe(system);
  });

  it("run all on Linux, most on macOS, and more than half on Windows", () => {
    expect(excludedOn("linux")).toEqual([]);
    const [macOs, windows] = [excludedOn("darwin"), excludedOn("win32")];
    expect(all).toEqual(expect.arrayContaining([...windows]));
    expect(windows).toEqual(expect.arrayContaining([...macOs]));
    expect(share(macOs)).toBeLessThan(0.15);
    expect(share(windows)).toBeLessThan(0.5);
  });

  it.each([
    "test/deals/where.test.ts",
    "test/plans/planDeal.test.ts",
    "test/rows/csv/readCsv.test.ts",
    "test/text/shellQuote.test.ts",
    "test/account/windowsProgram.test.ts",
  ])("%s runs on every system", (file) => {
    expect(all).toContain(file);
    expect(excludedOn("win32")).not.toContain(file);
    expect(excludedOn("darwin")).not.toContain(file);
  });
});
