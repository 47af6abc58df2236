/** The ruler for any text. Slow to load (20 ms), so only imported when a text needs it. */
import stringWidth from "string-width";
import type { Ruler } from "./width.ts";

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

const ASCII = /^[\x20-\x7e]*$/;

export const unicodeRuler: Ruler = {
  width: (text) => (ASCII.test(text) ? text.length : stringWidth(text)),
  *graphemes(text) {
    for (const { segment } of segmenter.segment(text)) yield segment;
  },
};
