/** One word for each shell: read back by rules written down here, not by those that quoted it. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { safeText } from "../../src/text/escape.ts";
import { shellOf, shellWord } from "../../src/text/shellQuote.ts";
import { hostileText } from "../harness/text/hostileText.ts";

const SHELLS = ["posix", "powershell", "cmd", "windows"] as const;

describe("a plain word stays as it is", () => {
  it.each(["a", "550e8400-e29b", "--profile", "-v", "--a=b", "./x_1.csv", "http://h:1/a+b"])("%s", (word) => {
    for (const shell of SHELLS) expect(shellWord(word, shell)).toBe(word);
  });
});

describe("bash and zsh", () => {
  it.each([
    ["", "''"],
    ["a b", "'a b'"],
    ["it's", "'it'\\''s'"],
    ["=ls", "'=ls'"],
    ["~", "'~'"],
    ["--", "--"],
    ["-a:b", "'-a:b'"],
    ["a,b", "'a,b'"],
    ["$(x)`y`\\", "'$(x)`y`\\'"],
    ["a\nb'!", "$'a\\x0ab\\x27\\x21'"],
    ["\u202eü", "$'\\xe2\\x80\\xaeü'"],
  ])("%j → %s", (word, text) => {
    expect(shellWord(word)).toBe(text);
  });

  it("shows nothing that a terminal would act on", () => {
    fc.assert(
      fc.property(hostileText, (word) => {
        const text = shellWord(word);
        if (text !== undefined) expect(safeText(text)).toBe(text);
      }),
    );
  });
});

describe("PowerShell", () => {
  it.each([
    ["a b", "'a b'"],
    ["it's", "'it''s'"],
    ["it\u2019s", "'it\u2019\u2019s'"],
    ["a,b", "'a,b'"],
    ["--", "'--'"],
    ["$x`;", "'$x`;'"],
    ["a\n$b`\u201c", '"a$([char]10)`$b```\u201c"'],
    ["\u{e0041}", '"$([char]56128)$([char]56385)"'],
    // Versions before 7.3 lose these.
    ["", undefined],
    ['a"b', undefined],
    ["a b\\", undefined],
    ["a\\", "'a\\'"],
  ])("%j → %s", (word, text) => {
    expect(shellWord(word, "powershell")).toBe(text);
  });

  it("reads every text as the word", () => {
    fc.assert(
      fc.property(hostileText, (word) => {
        const text = shellWord(word, "powershell");
        if (text !== undefined) expect(powershellReads(text)).toBe(word);
      }),
    );
  });
});

describe("cmd", () => {
  it.each([
    ["a b", '"a b"'],
    ["", '""'],
    ["a&b|c>d<e^f(g)", '"a&b|c>d<e^f(g)"'],
    ["C:\\a b\\", '"C:\\a b\\\\"'],
    ["it's", '"it\'s"'],
    ["%PATH%", undefined],
    ["a!b", undefined],
    ['a"&calc', undefined],
    ["a\nb", undefined],
  ])("%j → %s", (word, text) => {
    expect(shellWord(word, "cmd")).toBe(text);
  });

  it("reads every text as the word, and nothing in it as its own", () => {
    fc.assert(
      fc.property(hostileText, (word) => {
        const text = shellWord(word, "cmd");
        if (text !== undefined) expect(cmdReads(text)).toBe(word);
      }),
    );
  });
});

describe("PowerShell or cmd", () => {
  it.each([
    ["a b", '"a b"'],
    ["a,b", '"a,b"'],
    ["it's", '"it\'s"'],
    ["a&b;(c)", '"a&b;(c)"'],
    ["--", '"--"'],
    ["", undefined],
    ["$(calc)", undefined],
    ["`calc`", undefined],
    ["%PATH%", undefined],
    ["a b\\", undefined],
    ["\u201cx", undefined],
  ])("%j → %s", (word, text) => {
    expect(shellWord(word, "windows")).toBe(text);
  });

  it("has the same meaning in both, or no text", () => {
    fc.assert(
      fc.property(hostileText, (word) => {
        const text = shellWord(word, "windows");
        if (text === undefined) return;
        expect(cmdReads(text)).toBe(word);
        expect(powershellReads(text)).toBe(word);
      }),
    );
  });
});

it.each(["a\0b", "\ud800", "x\udfff"])("%j has no text in any shell", (word) => {
  for (const shell of SHELLS) expect(shellWord(word, shell)).toBeUndefined();
});

const MODULES_OF_ALL =
  "C:\\Program Files\\WindowsPowerShell\\Modules;C:\\WINDOWS\\system32\\WindowsPowerShell\\v1.0\\Modules";

it.each([
  ["linux", {}, "posix"],
  ["darwin", { PROMPT: "x" }, "posix"],
  ["win32", { PROMPT: "$P$G" }, "cmd"],
  ["win32", { PSModulePath: "x" }, "powershell"],
  ["win32", { PROMPT: "$P$G", PSModulePath: MODULES_OF_ALL }, "cmd"],
  [
    "win32",
    { PROMPT: "$P$G", PSModulePath: `C:\\Users\\z\\Documents\\PowerShell\\Modules;${MODULES_OF_ALL}` },
    "windows",
  ],
  [
    "win32",
    { PROMPT: "$P$G", PSModulePath: `C:\\Program Files\\PowerShell\\7\\Modules;${MODULES_OF_ALL}` },
    "windows",
  ],
  [
    "win32",
    { PROMPT: "$P$G", ProgramFiles: "D:\\Apps", PSModulePath: "d:\\apps\\WindowsPowerShell\\Modules" },
    "cmd",
  ],
  ["win32", { MSYSTEM: "MINGW64", PROMPT: "x" }, "posix"],
] as const)("on %s with %j: %s", (platform, env, shell) => {
  expect(shellOf(platform, env)).toBe(shell);
});

/** about_Quoting_Rules and about_Special_Characters: verbatim and expandable strings, and what is bare. */
function powershellReads(text: string): string {
  if (/^['\u2018-\u201b]/.test(text)) {
    const inner = text.slice(1, -1);
    expect(inner.replace(/(['\u2018-\u201b])\1/g, "")).not.toMatch(/['\u2018-\u201b]/);
    return inner.replace(/(['\u2018-\u201b])\1/g, "$1");
  }
  if (!text.startsWith('"')) {
    expect(text).not.toMatch(/[\s'"`$(){},;&|<>@#%!*?~\\[\]\u2018-\u201e]/);
    return text;
  }
  let word = "";
  for (const [, unit, escaped, plain] of text.slice(1, -1).matchAll(/\$\(\[char\](\d+)\)|`(.)|([\s\S])/gu)) {
    if (plain !== undefined) expect(plain).not.toMatch(/[$"\u201c-\u201e]/);
    word += unit === undefined ? (escaped ?? plain ?? "") : String.fromCharCode(Number(unit));
  }
  return word;
}

/** cmd's own parser first (nothing is special in quotes but `%`, and `!` with delayed expansion), then CommandLineToArgvW. */
function cmdReads(text: string): string {
  expect(text).not.toMatch(/[%!\r\n]/);
  if (!text.startsWith('"')) {
    expect(text).not.toMatch(/[\s"&|<>^(),;]/);
    return text;
  }
  const inner = text.slice(1, -1);
  expect(inner).not.toContain('"');
  const [ending = ""] = /\\*$/.exec(inner) ?? [];
  expect(ending.length % 2).toBe(0);
  return inner.slice(0, inner.length - ending.length / 2);
}
