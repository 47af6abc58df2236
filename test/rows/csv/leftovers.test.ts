import { describe, expect, it } from "vitest";
import { suspectCharacters } from "../../../src/rows/csv/characters.ts";
import { leftoverOf } from "../../../src/rows/csv/leftovers.ts";
import { startsWithMisreadMark } from "../../../src/text/cells/encodingDamage.ts";

describe("what programs leave behind in cells", () => {
  it.each([
    [
      "error_value",
      [
        "#N/A",
        "#n/a",
        "#REF!",
        "#BEZUG!",
        "#WERT!",
        "#NV",
        "#NOM?",
        "#VALEUR!",
        "#¡REF!",
        "#DIV/0!",
        "Err:502",
        "Fehler:502",
        " #N/A ",
      ],
    ],
    ["too_narrow", ["###", "########"]],
    ["formula", ["=VLOOKUP(A1;B:C;2)", "= 1+1", "=A1", "+A1*2", "-SUM(A1:A3)", "@SUM(A1)", "＝1", "+$B$2"]],
    ["null_word", ["NULL", "null", "\\N", "nan", "NaN", "None", "N/A", "(null)", "nil", "undefined"]],
  ])("%s", (kind, cells) => {
    for (const cell of cells) expect([cell, leftoverOf(cell)?.kind]).toEqual([cell, kind]);
  });

  it.each([
    ['="00123"', "00123"],
    ['= "a ""quoted"" text"', 'a "quoted" text'],
    ['=""', ""],
  ])("%s holds the text %j", (cell, text) => {
    expect(leftoverOf(cell)).toEqual({ kind: "quoted_text", text });
  });

  it.each([
    "",
    "Acme",
    "#1 customer",
    "#hashtag",
    "# note",
    "##",
    "-10% on all",
    "+49 170 1234",
    "@jane",
    "+1",
    "-5",
    "A=B",
    "Nancy",
    "na klar",
    "Error: call back",
    "+A team",
    "- A1 steak",
  ])("%j is a value", (cell) => {
    expect(leftoverOf(cell)).toBeUndefined();
  });
});

describe("characters that show damage", () => {
  it("are named once each", () => {
    expect(suspectCharacters("M\uFFFDll\uFFFDer\u0085\u001b$B")).toEqual([
      { kind: "replacement_character", name: "U+FFFD" },
      { kind: "control_character", name: "U+0085" },
      { kind: "control_character", name: "U+001B" },
    ]);
  });

  it("are fine where the field holds them already, as are tabs and line ends", () => {
    expect(suspectCharacters("a\uFFFDb", "x\uFFFD")).toEqual([]);
    expect(suspectCharacters("a\tb\r\nc")).toEqual([]);
  });

  it("a byte order mark is known in other encodings", () => {
    const mark = Buffer.from("\uFEFFid", "utf8");
    for (const encoding of ["windows-1252", "macintosh", "windows-1251", "iso-8859-15"]) {
      expect(startsWithMisreadMark(new TextDecoder(encoding).decode(mark))).toBe(true);
    }
    expect(startsWithMisreadMark("id")).toBe(false);
  });
});
