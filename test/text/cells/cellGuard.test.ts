import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { guardCell, isRetyped, needsGuard, unguardCell } from "../../../src/text/cells/cellGuard.ts";
import { codePoint } from "../../harness/text/codePoint.ts";

const RETYPED = [
  "00123",
  "1E5",
  "1.10",
  "12345678901234567",
  "+491712345678",
  "1,234",
  "5 %",
  "$5",
  "(5)",
  "5-",
  "2026-05-01",
  "1/2",
  "3-4",
  "1.2.",
  "SEPT2",
  "MARCH1",
  "1 mai",
  "10:30",
  "10:30 PM",
  "2026-05-01T10:00:00Z",
  "TRUE",
  "falsch",
  "1 1/2",
  "#N/A",
  " 007 ",
  "5+$",
  "8561:",
  "1.2.3",
  "1.2.3.4",
  "5 EUR",
  "Friday 1 May",
];
const KEPT = [
  "",
  " ",
  "Acme",
  "Acme 2",
  "Q3 2026 renewal",
  "a-b",
  "12 Main Street",
  "v1.2.3.4",
  "ext-001",
  "jane@example.com",
];

describe("guards of cells", () => {
  it.each(RETYPED)("a spreadsheet would change %j", (text) => {
    expect(isRetyped(text)).toBe(true);
    expect(guardCell(text)).toBe(`'${text}`);
  });

  it.each(KEPT)("a spreadsheet would not change %j", (text) => {
    expect(needsGuard(text)).toBe(false);
    expect(guardCell(text)).toBe(text);
  });

  it.each([
    ["=1+1", "'=1+1"],
    ["-10% on all", "'-10% on all"],
    ["'Tis season'", "''Tis season'"],
    ["x;=1+1;y", "x;'=1+1;y"],
    ["p\t=2+2\tq", "p\t'=2+2\tq"],
    ["a\n=3+3;b", "a\n'=3+3;b"],
    ["t;+6+6;u", "t;'+6+6;u"],
    ["v;@SUM(7)", "v;'@SUM(7)"],
    ["r| =4+4|s", "r| '=4+4|s"],
    ["s;'=5+5", "s;''=5+5"],
    ["\uFEFF=1", "'\uFEFF=1"],
  ])("%j becomes %j, and back", (text, cell) => {
    expect(guardCell(text)).toBe(cell);
    expect(unguardCell(cell)).toBe(text);
  });

  it("the way back is the text, and no formula starts behind any delimiter", () => {
    const piece = fc.constantFrom(..."=+-@';,|\t\r\n 1ax:./#", "\u00a0", "\u200b", "＝", "TRUE", "1E5");
    const text = fc.oneof(
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join("")),
      fc.string({ unit: codePoint }),
    );
    fc.assert(
      fc.property(text, (one) => {
        const cell = guardCell(one);
        expect(unguardCell(cell)).toBe(one);
        for (const part of cell.split(/[,;|\t\r\n]/))
          expect(part).not.toMatch(/^[\s\p{Cf}]*[=+\-@＝＋－＠]/u);
      }),
      { numRuns: 2000 },
    );
  });
});
