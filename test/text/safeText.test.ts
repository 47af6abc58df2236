import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { safeText } from "../../src/text/escape.ts";
import { codePoint } from "../harness/text/codePoint.ts";

describe("safeText", () => {
  it.each([
    ["plain", "Enterprise plan", "Enterprise plan"],
    ["empty", "", ""],
    ["letters of the world", "Žluťoučký 日本語 한국어 עברית", "Žluťoučký 日本語 한국어 עברית"],
    ["a backslash stays", "C:\\temp", "C:\\temp"],
    ["escape", "\u001b[31mred", "\\x1b[31mred"],
    ["NUL and bell", "\u0000\u0007", "\\x00\\x07"],
    ["carriage return", "good\rbad", "good\\rbad"],
    ["tab", "a\tb", "a\\tb"],
    ["newline", "a\nb", "a\\nb"],
    ["DEL", "\u007f", "\\x7f"],
    ["C1: CSI and NEL", "\u009b31m\u0085", "\\x9b31m\\x85"],
    [
      "bidi embeddings and overrides",
      "\u202a\u202b\u202c\u202d\u202e",
      "\\u202a\\u202b\\u202c\\u202d\\u202e",
    ],
    ["bidi isolates", "\u2066\u2067\u2068\u2069", "\\u2066\\u2067\\u2068\\u2069"],
    ["bidi marks", "\u200e\u200f\u061c", "\\u200e\\u200f\\u061c"],
    ["zero-width", "\u200b\u200c\u200d\u2060\ufeff", "\\u200b\\u200c\\u200d\\u2060\\ufeff"],
    ["soft hyphen", "a\u00adb", "a\\xadb"],
    ["separators", "\u2028\u2029", "\\u2028\\u2029"],
    ["tag characters", "\u{e0001}\u{e0041}\u{e007f}", "\\u{e0001}\\u{e0041}\\u{e007f}"],
    ["lone surrogates", "a\ud83d b\udca9", "a\\ud83d b\\udca9"],
    ["emoji with its variation selector", "❤\ufe0f", "❤\ufe0f"],
    ["a joined family shows its joiners", "👨\u200d👩", "👨\\u200d👩"],
    ["variation selectors in a row hide data", "a\ufe00\ufe01\ufe02", "a\ufe00\\ufe01\\ufe02"],
    ["a variation selector with nothing to vary", "\ufe0fx", "\\ufe0fx"],
    ["supplementary variation selectors in a row", "葛\u{e0100}\u{e0101}", "葛\u{e0100}\\u{e0101}"],
    ["invisible fillers", "\u3164\u115f", "\\u3164\\u115f"],
  ])("%s", (_, text, shown) => {
    expect(safeText(text)).toBe(shown);
  });

  it("keeps newlines on request, and only those", () => {
    expect(safeText("a\nb\r\n\tc\u001b", { newlines: "keep" })).toBe("a\nb\\r\n\\tc\\x1b");
  });

  it("leaves nothing behind that acts on a terminal, and has nothing to do a second time", () => {
    fc.assert(
      fc.property(fc.string({ unit: codePoint, maxLength: 200 }), (text) => {
        const safe = safeText(text);
        expect(safe).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(safe.isWellFormed()).toBe(true);
        expect(safeText(safe)).toBe(safe);
      }),
    );
  });
});
