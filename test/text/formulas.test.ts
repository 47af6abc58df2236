import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeCsvFormulas, unescapeCsvFormulas } from "../../src/text/formulas.ts";

describe("neutralize", () => {
  it.each([
    ["Enterprise plan", "Enterprise plan"],
    ["", ""],
    ["a=b", "a=b"],
    ["=1+1", "'=1+1"],
    ["+1", "'+1"],
    ["-5", "'-5"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\tx", "'\tx"],
    ["\rx", "'\rx"],
    ["\nx", "'\nx"],
    ["＝1", "'＝1"],
    ["＋1", "'＋1"],
    ["－1", "'－1"],
    ["＠a", "'＠a"],
    ["  =1+1", "'  =1+1"],
    ["\ufeff=1+1", "'\ufeff=1+1"],
    ["'s-Hertogenbosch", "''s-Hertogenbosch"],
    ["'=1", "''=1"],
    // what a build log would obey
    ["note\n::error::x", "note\n'::error::x"],
    ["note\n  ::error::x", "note\n  '::error::x"],
    ["a::b", "a::b"],
    ["x ##[group]y", "x ##'[group]y"],
    ["##vso[task.complete]", "##'vso[task.complete]"],
    ["a ##teamcity[x]", "a ##'teamcity[x]"],
    ["section_start:1:x\r\u001b[0K", "section_'start:1:x\r\u001b[0K"],
    // what a program runs that cuts elsewhere
    ["x;=1+1;y", "x;'=1+1;y"],
    ["p\t=2+2\tq", "p\t'=2+2\tq"],
    ["a\n=3+3;b", "a\n'=3+3;b"],
    ["v; @SUM(7)", "v; '@SUM(7)"],
    ['q,"=1"', 'q,"\'=1"'],
    ["r|＝4", "r|'＝4"],
    ["x;'=1", "x;''=1"],
    ["a;b, c | d", "a;b, c | d"],
  ])("%j → %j and back", (cell, neutral) => {
    expect(escapeCsvFormulas(cell)).toBe(neutral);
    expect(unescapeCsvFormulas(neutral)).toBe(cell);
  });

  it("leaves apostrophes alone that it did not put there", () => {
    expect(unescapeCsvFormulas("'hello")).toBe("'hello");
    expect(unescapeCsvFormulas("-5")).toBe("-5");
  });

  it("can always be undone, and leaves nothing to run", () => {
    const special = fc.constantFrom(..."'=+-@\t\r\n＝＋－＠:#[ ,;|\"a\u200b\u00a0\ufe0f");
    const unit = fc.oneof(
      { weight: 4, arbitrary: special },
      { weight: 1, arbitrary: fc.string({ maxLength: 1 }) },
    );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 12 }), (cell) => {
        const neutral = escapeCsvFormulas(cell);
        expect(unescapeCsvFormulas(neutral)).toBe(cell);
        expect(neutral).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
        expect(neutral).not.toMatch(/##\[/);
        expect(neutral).not.toMatch(/(^|[\r\n])[^\S\r\n]*::/);
        for (const piece of neutral.split(/[,;\t|\r\n]/)) expect(piece).not.toMatch(/^["\s]*[=+\-@＝＋－＠]/);
      }),
      { numRuns: 1000 },
    );
  });
});
