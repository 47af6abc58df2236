import fc from "fast-check";
import { expect, it } from "vitest";
import { isUtf16, wasUtf16 } from "../../src/text/utf16.ts";
import { codePoint } from "../harness/text/codePoint.ts";

const little = (text: string) => Buffer.from(text, "utf16le");
const big = (text: string) => little(text).swap16();

it.each(["deal_name", "{}\r\n", "Größe: 5\n"])(
  "%j is UTF-16 with and without its byte order mark",
  (text) => {
    for (const encode of [little, big]) {
      expect(isUtf16(encode(text)), "without").toBe(true);
      const marked = encode(`\ufeff${text}`);
      expect(isUtf16(marked), "with").toBe(true);
      expect(wasUtf16(marked.toString("utf8"), marked.length), "decoded as UTF-8").toBe(true);
      expect(wasUtf16(text, marked.length), "decoded as UTF-16").toBe(true);
    }
  },
);

it("no text in UTF-8 is", () => {
  fc.assert(
    fc.property(fc.string({ unit: codePoint }), (text) => {
      const bytes = Buffer.from(text);
      fc.pre(!bytes.includes(0));
      expect(isUtf16(bytes)).toBe(false);
      expect(wasUtf16(text, bytes.length)).toBe(false);
    }),
  );
  for (const text of ["", "a", "\0", "\0\0\0\0", "\ufeffabc"]) expect(isUtf16(Buffer.from(text))).toBe(false);
});
