import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { safeJson } from "../../src/text/escape.ts";
import { codePoint } from "../harness/text/codePoint.ts";

const FORBIDDEN = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|##\[/u;

describe("safeJson", () => {
  it.each([
    ["plain", "a/b é 日", '"a/b é 日"'],
    ["C0 stays as JSON escapes it", "\u001b[31m", '"\\u001b[31m"'],
    ["DEL", "\u007f", '"\\u007f"'],
    ["C1", "\u009b", '"\\u009b"'],
    ["bidi", "\u202e", '"\\u202e"'],
    ["zero-width", "\u200b\ufeff", '"\\u200b\\ufeff"'],
    ["separators", "\u2028\u2029", '"\\u2028\\u2029"'],
    ["a tag character is a surrogate pair", "\u{e0041}", '"\\udb40\\udc41"'],
    ["a lone surrogate", "\ud83d", '"\\ud83d"'],
    ["an old workflow command", "##[group]x", '"##\\u005bgroup]x"'],
    ["the same behind backslashes", "\\##[", '"\\\\##\\u005b"'],
    ["the same with variation selectors", "#\ufe0f#[", '"#\ufe0f#\\u005b"'],
  ])("%s", (_, value, text) => {
    expect(safeJson(JSON.stringify(value))).toBe(text);
    expect(JSON.parse(text)).toBe(value);
  });

  it("leaves the layout of indented JSON alone", () => {
    const text = JSON.stringify({ a: [1, "x\u202e"], "k\u200b": null }, null, 2);
    expect(safeJson(text)).toBe(`{
  "a": [
    1,
    "x\\u202e"
  ],
  "k\\u200b": null
}`);
  });

  it("keeps every value and lets no forbidden character out", () => {
    const texts = fc.string({
      unit: fc.oneof(fc.string({ unit: codePoint, maxLength: 1 }), fc.constantFrom("#", "[", "\\")),
    });
    fc.assert(
      fc.property(
        fc.oneof(fc.jsonValue({ stringUnit: "binary" }), texts),
        fc.boolean(),
        (value, indented) => {
          const text = JSON.stringify(value, null, indented ? 2 : undefined);
          const safe = safeJson(text);
          expect(JSON.parse(safe)).toEqual(JSON.parse(text));
          expect(safe).not.toMatch(FORBIDDEN);
        },
      ),
    );
  });
});
