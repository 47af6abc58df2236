/** The ruler for any text. Slow to load (20 ms), so only imported when a text needs it. */
import stringWidth from "string-width";

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

const ASCII = /^[\x20-\x7e]*$/;

/** Texts repeat their characters; measuring one costs far more than remembering it. */
const known = new Map<string, number>();
const MAX_KNOWN = 5_000;

export const unicodeRuler: Ruler = {
  width: (text) => {
    if (ASCII.test(text)) return text.length;
    const remembered = known.get(text);
    if (remembered !== undefined) return remembered;
    let width = 0;
    for (const { segment } of segmenter.segment(text)) width += widthOf(segment);
    return width;
  },
  *graphemes(text) {
    for (const { segment } of segmenter.segment(text)) yield segment;
  },
};

function widthOf(grapheme: string): number {
  let width = known.get(grapheme);
  if (width === undefined) {
    width = stringWidth(grapheme);
    if (known.size < MAX_KNOWN) known.set(grapheme, width);
  }
  return width;
}

/** Measures text. A grapheme is what a reader takes for one character. */
export type Ruler = {
  width(text: string): number;
  graphemes(text: string): Iterable<string>;
};
