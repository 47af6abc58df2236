/** Facts about one thing for people: a label and a value per line. What comes out is safe for a terminal. */
import { safeText } from "./safeText.ts";
import type { Cell, Space } from "./table.ts";
import { clip, type Ruler, rulerFor, wrap } from "./width.ts";

export type Pair = { readonly label: string; readonly value: Cell };

const GAP = 2;
/** Values with less room than this beside their labels go below them. */
const LEAST_VALUE = 16;
const INDENT = 2;

/**
 * `Label:  value` lines with the values under each other. Line breaks in a value are kept; long values are wrapped to the
 * width and continue under their start. On a narrow terminal a value stands below its label. Nothing is left out.
 */
export async function layoutPairs(pairs: readonly Pair[], space: Space): Promise<string> {
  const limit = space.width || undefined;
  const facts = pairs.map(({ label, value }) => ({
    label: `${safeText(label)}:`,
    lines: safeText(typeof value === "string" ? value : value.text, { newlines: "keep" }).split("\n"),
    paint: typeof value === "string" ? undefined : value.paint,
  }));
  const ruler = await rulerFor(facts.flatMap(({ label, lines }) => [label, ...lines]));
  const labelWidth = Math.max(0, ...facts.map(({ label }) => ruler.width(label)));
  const stacked = limit !== undefined && labelWidth + GAP + LEAST_VALUE > limit;
  const indent = stacked ? Math.min(INDENT, limit - 1) : labelWidth + GAP;
  const room = limit === undefined ? undefined : limit - indent;

  let text = "";
  for (const { label, lines, paint = asIs } of facts) {
    const wrapped = room === undefined ? lines : lines.flatMap((line) => wrap(line, room, ruler));
    const shown = wrapped.map((line) => (line.trim() === "" ? "" : paint(line.trimEnd())));
    if (shown.every((line) => line === "")) shown.length = 0;
    const first = stacked ? "" : padded(shown.shift() ?? "", label, indent, ruler, space);
    const head = stacked ? wrap(label, limit, ruler).map((line) => `${space.style.dim(line)}\n`) : [first];
    text +=
      head.join("") + shown.map((line) => (line === "" ? "\n" : `${" ".repeat(indent)}${line}\n`)).join("");
  }
  return text;
}

/** One line of text, safe and clipped to the width; without a newline. */
export async function layoutLine(text: string, width: number | undefined): Promise<string> {
  const safe = safeText(text);
  return width ? clip(safe, width, await rulerFor([safe])) : safe;
}

function padded(value: string, label: string, indent: number, ruler: Ruler, space: Space): string {
  const gap = value === "" ? "" : " ".repeat(indent - ruler.width(label));
  return `${space.style.dim(label)}${gap}${value}\n`;
}

function asIs(text: string): string {
  return text;
}
