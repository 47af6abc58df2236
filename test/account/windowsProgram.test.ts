/** How programs of Windows are found and started; cmd is read by rules written down here. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findWindowsProgram, startWindowsProgram } from "../../src/account/windowsProgram.ts";
import { hostileText } from "../harness/text/hostileText.ts";

const DIRECTORY = "C:\\Users\\z\\AppData\\Roaming\\routera";

/** Files by their path, without case as on Windows. */
function find(program: string, files: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const all = new Set(files.map((file) => file.toLowerCase()));
  return findWindowsProgram(program, {
    directory: DIRECTORY,
    env: { Path: 'C:\\one;"C:\\two words";relative;;', PATHEXT: ".COM;.EXE;.BAT;.CMD", ...env },
    isFile: async (path) => all.has(path.toLowerCase()),
  });
}

describe("a program", () => {
  it.each([
    ["az", ["C:\\one\\az.cmd"], "C:\\one\\az.CMD"],
    ["az", ["C:\\one\\az", "C:\\one\\az.cmd"], "C:\\one\\az.CMD"],
    ["az", ["C:\\one\\az.exe", "C:\\one\\az.cmd"], "C:\\one\\az.EXE"],
    ["az", ["C:\\two words\\az.bat"], "C:\\two words\\az.BAT"],
    ["az", ["C:\\two words\\az.exe", "C:\\one\\az.cmd"], "C:\\one\\az.CMD"],
    ["az.cmd", ["C:\\one\\az.cmd"], "C:\\one\\az.cmd"],
    ["op.v2", ["C:\\one\\op.v2.exe"], "C:\\one\\op.v2.EXE"],
    ["tools\\tok", [`${DIRECTORY}\\tools\\tok.cmd`], `${DIRECTORY}\\tools\\tok.CMD`],
    ["./tok.bat", [`${DIRECTORY}\\tok.bat`], `${DIRECTORY}\\tok.bat`],
    ["D:\\x\\tok", ["D:\\x\\tok.exe"], "D:\\x\\tok.EXE"],
  ])("%s is found among %j", async (program, files, path) => {
    expect(await find(program, files)).toBe(path);
  });

  it.each([
    ["a name in the directory of the configuration", "az", [`${DIRECTORY}\\az.exe`]],
    ["a name in a relative directory of PATH", "az", [`${DIRECTORY}\\relative\\az.exe`]],
    ["a name with an ending that PATHEXT does not have", "az", ["C:\\one\\az.ps1"]],
  ])("is not %s", async (_what, program, files) => {
    expect(await find(program, files)).toBeUndefined();
  });

  it("has the endings of Windows where PATHEXT is empty", async () => {
    expect(await find("az", ["C:\\one\\az.cmd"], { PATHEXT: "" })).toBe("C:\\one\\az.CMD");
  });
});

describe("a .cmd or .bat file", () => {
  const start = (args: readonly string[], path = "C:\\my tools\\tok.cmd") =>
    startWindowsProgram(path, args, {});

  it("is run by cmd, with quotes where they are needed", () => {
    expect(start(["plain", "two words", "a&b", "back\\", "", "C:\\x y\\"])).toEqual({
      file: "cmd.exe",
      args: [
        "/d",
        "/s",
        "/v:off",
        "/c",
        '""C:\\my tools\\tok.cmd" plain "two words" "a&b" back\\ "" "C:\\x y\\\\""',
      ],
      isVerbatim: true,
    });
    expect(startWindowsProgram("C:\\t.bat", [], { COMSPEC: "D:\\cmd.exe" })?.file).toBe("D:\\cmd.exe");
  });

  it.each(['a"b', "%PATH%", "100%", "a\nb", "a\rb", "a\0b"])("is not given %j", (word) => {
    expect(start([word])).toBeUndefined();
    expect(start([], `C:\\${word}\\tok.bat`)).toBeUndefined();
  });

  it("gets its arguments as they are, and nothing in them is a command", () => {
    fc.assert(
      fc.property(fc.array(hostileText), (words) => {
        const line = start(words)?.args.at(-1);
        if (line === undefined) return;
        expect(readByBatchFile(line)).toEqual(["C:\\my tools\\tok.cmd", ...words]);
      }),
    );
  });
});

it("another program is started as it is", () => {
  const args = ['a"b', "%PATH%"];
  expect(startWindowsProgram("C:\\az.exe", args, {})).toEqual({
    file: "C:\\az.exe",
    args,
    isVerbatim: false,
  });
});

/** cmd /s takes the outer quotes off, then reads the line twice: nothing is special in quotes but `%`, which is in none. */
function readByBatchFile(line: string): readonly string[] {
  const inner = /^"([\s\S]*)"$/.exec(line)?.[1] ?? "";
  expect(inner).not.toMatch(/[%\r\n]/);
  return [...inner.matchAll(/"([^"]*)"|([^\s"]+)/g)].map(([, quoted, plain]) => {
    if (plain !== undefined) {
      expect(plain).not.toMatch(/[&|<>^()!,;=]/);
      return plain;
    }
    const [ending = ""] = /\\*$/.exec(quoted ?? "") ?? [];
    expect(ending.length % 2).toBe(0);
    return (quoted ?? "").slice(0, (quoted ?? "").length - ending.length / 2);
  });
}
