/** How many columns a text takes, and how to make it take fewer. Texts are expected to be safe (`safeText`) and unstyled. */
import type { Ruler } from "./unicodeRuler.ts";

/**
 * Characters that each take one column and never join with a neighbour: ASCII, Latin, Greek, Cyrillic, common
 * punctuation and currency signs. A test holds them against string-width, which takes 20 ms to load.
 */
const SIMPLE =
  /^[\x20-\x7e\u00a0-\u00ac\u00ae-\u024f\u0370-\u0377\u0384-\u038a\u038e-\u03a1\u03a3-\u0482\u048a-\u052f\u2010-\u2027\u20a0-\u20bf]*$/;

const simpleRuler: Ruler = { width: (text) => text.length, graphemes: (text) => text };

let unicode: Promise<Ruler> | undefined;

/** A ruler that is right for all of these texts. */
export async function rulerFor(texts: Iterable<string>): Promise<Ruler> {
  for (const text of texts) {
    if (!SIMPLE.test(text)) {
      unicode ??= loadUnicodeRuler();
      return unicode;
    }
  }
  return simpleRuler;
}

/** The text, or as much of it as fits before an ellipsis; never wider than `columns`. */
export function clip(text: string, columns: number, ruler: Ruler): string {
  if (columns <= 0) return "";
  if (SIMPLE.test(text)) return text.length <= columns ? text : `${text.slice(0, columns - 1)}…`;
  let kept = 0;
  let width = 0;
  let index = 0;
  for (const grapheme of ruler.graphemes(text)) {
    width += ruler.width(grapheme);
    if (width > columns) return `${text.slice(0, kept)}…`;
    index += grapheme.length;
    if (width < columns) kept = index;
  }
  return text;
}

/** The lines that a one-line text makes when none may be wider than `columns`: broken at spaces, in a word where it must be. */
export function wrap(text: string, columns: number, ruler: Ruler): readonly string[] {
  const room = Math.max(1, columns);
  const lines: string[] = [];
  let line = "";
  let width = 0;
  for (const whole of ruler.graphemes(text)) {
    const wide = ruler.width(whole);
    const [grapheme, size] = wide > room ? ["…", 1] : [whole, wide];
    if (width + size > room) {
      const [finished, rest] = breakLine(line, grapheme);
      lines.push(finished);
      line = rest;
      width = ruler.width(rest);
      if (grapheme === " " && rest === "") continue;
      if (width + size > room) {
        lines.push(line);
        line = "";
        width = 0;
      }
    }
    line += grapheme;
    width += size;
  }
  return line === "" && lines.length > 0 ? lines : [...lines, line];
}

/** Cuts a full line at its last space, unless `next` is one or only spaces would be left in front. */
function breakLine(line: string, next: string): readonly [finished: string, rest: string] {
  const space = next === " " ? -1 : line.lastIndexOf(" ");
  if (space < 0 || line.slice(0, space).trim() === "") return [line, ""];
  return [line.slice(0, space), line.slice(space + 1)];
}

async function loadUnicodeRuler(): Promise<Ruler> {
  const { unicodeRuler } = await import("./unicodeRuler.ts");
  return unicodeRuler;
}
