import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { clip, rulerFor, wrap } from "../../src/text/displayWidth.ts";
import { safeText } from "../../src/text/escape.ts";
import { unicodeRuler } from "../../src/text/unicodeRuler.ts";
import { codePoint } from "../harness/text/codePoint.ts";

describe("rulerFor", () => {
  it("loads the library only when a text needs it", async () => {
    expect(await rulerFor(["Enterprise plan", "Žižkov „Größe“ – 10 €", "Сделка"])).not.toBe(unicodeRuler);
    expect(await rulerFor(["plain", "日本"])).toBe(unicodeRuler);
  });

  it("takes a character for simple only where string-width finds one column and no cluster", async () => {
    const simple: string[] = [];
    for (let code = 0x20; code < 0x3000; code += 1) {
      const character = String.fromCharCode(code);
      if ((await rulerFor([character])) !== unicodeRuler) simple.push(character);
    }
    expect(simple.length).toBeGreaterThan(900);
    expect(simple.filter((character) => stringWidth(character) !== 1)).toEqual([]);
    const all = simple.join("");
    expect([...unicodeRuler.graphemes(all)]).toEqual(simple);
  });
});

describe("unicodeRuler", () => {
  it("measures what string-width measures", () => {
    const unit = fc.oneof(
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
      fc.string({ unit: codePoint, minLength: 1, maxLength: 1 }),
      fc.constantFrom("ᄀ", "ᅡ", "ᆨ", "🇨", "🇿", "\u0301", "\u0903", "क", "\ufe0f", "⃣", "1", "ﾞ", "👍", "🏽"),
    );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 30 }), (raw) => {
        const text = safeText(raw);
        expect(unicodeRuler.width(text)).toBe(stringWidth(text));
      }),
    );
  });
});

describe("clip", () => {
  it.each([
    ["Enterprise plan", 20, "Enterprise plan"],
    ["Enterprise plan", 15, "Enterprise plan"],
    ["Enterprise plan", 14, "Enterprise pl…"],
    ["Enterprise plan", 1, "…"],
    ["Enterprise plan", 0, ""],
    ["日本語", 6, "日本語"],
    ["日本語", 5, "日本…"],
    ["日本語", 4, "日…"],
    ["日本語", 1, "…"],
    ["👍🏽👍🏽👍🏽", 5, "👍🏽👍🏽…"],
    ["e\u0301e\u0301e\u0301", 2, "e\u0301…"],
    ["", 5, ""],
  ])("%s in %i columns → %s", async (text, columns, expected) => {
    expect(clip(text, columns, await rulerFor([text]))).toBe(expected);
  });

  it("is never wider than it may be, and whole whenever it can be", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 30 }), fc.nat(40), (text, columns) => {
        const clipped = clip(text, columns, unicodeRuler);
        expect(stringWidth(clipped)).toBeLessThanOrEqual(columns);
        if (stringWidth(text) <= columns && columns > 0) expect(clipped).toBe(text);
      }),
    );
  });
});

describe("wrap", () => {
  it.each([
    ["one two three", 20, ["one two three"]],
    ["one two three", 8, ["one two", "three"]],
    ["one two three", 7, ["one two", "three"]],
    ["one two three", 6, ["one", "two", "three"]],
    ["incomprehensible", 6, ["incomp", "rehens", "ible"]],
    ["an incomprehensible", 6, ["an", "incomp", "rehens", "ible"]],
    ["日本語の説明", 5, ["日本", "語の", "説明"]],
    ["日本", 1, ["…", "…"]],
    ["", 5, [""]],
  ])("%j in %i columns", async (text, columns, lines) => {
    expect(wrap(text, columns, await rulerFor([text]))).toEqual(lines);
  });

  it("loses nothing but the spaces at breaks, and keeps to the width", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("a", "bc", " ", "日", "👍🏽", "é"), maxLength: 60 }),
        fc.integer({ min: 2, max: 20 }),
        (text, columns) => {
          const lines = wrap(text, columns, unicodeRuler);
          for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
          expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
        },
      ),
    );
  });
});
