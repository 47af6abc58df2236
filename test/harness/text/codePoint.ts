import fc from "fast-check";

const SURROGATES = { first: 0xd800, count: 0x800 } as const;

/**
 * A character of any code point, as the unit of a string: draws the same as `"binary"`, which fast-check begins with a table of
 * all 1.1 million characters.
 */
export const codePoint: fc.Arbitrary<string> = fc
  .integer({ min: 0, max: 0x10ffff - SURROGATES.count })
  .map((at) => String.fromCodePoint(at < SURROGATES.first ? at : at + SURROGATES.count), indexOf);

/** @throws Error for anything else, as fast-check expects it */
function indexOf(value: unknown): number {
  const code = typeof value === "string" ? (value.codePointAt(0) ?? -1) : -1;
  const behind = SURROGATES.first + SURROGATES.count;
  const isSurrogate = code >= SURROGATES.first && code < behind;
  if (code < 0 || isSurrogate || String.fromCodePoint(code) !== value) throw new Error("not one character");
  return code < SURROGATES.first ? code : code - SURROGATES.count;
}
