/** Tables and label-value pairs for people. Whatever the cells hold, the text is safe for a terminal. */
import { clip, rulerFor, wrap } from "../text/displayWidth.ts";
import { safeText } from "../text/escape.ts";
import type { Ruler } from "../text/unicodeRuler.ts";
import type { Style } from "./style.ts";

export type Column = {
  readonly title: string;
  readonly align?: "left" | "right";
  /** Not made narrower than this as long as other columns can give way. Default 8. */
  readonly minimum?: number | undefined;
  /** True: kept whole as long as other columns can give way. */
  readonly keep?: boolean;
};

/** A text, or a text and how to style it once it has its final width. */
export type Cell = string | { readonly text: string; readonly paint: (text: string) => string };

export type Row = readonly Cell[];

/** Columns of the terminal (undefined or 0: no limit) and the styles to use. */
type Space = { readonly width: number | undefined; readonly style: Style };

/** A whole table with a bold header; every line ends in a newline. Nothing is cut when there is no limit to the width. */
export async function layoutTable(
  columns: readonly Column[],
  rows: readonly Row[],
  space: Space,
): Promise<string> {
  const layout = await tableLayout(columns, rows, space);
  return layout.header + rows.map((row) => layout.line(row, layout.ruler)).join("");
}

/** How a table is drawn, decided by its first rows. */
type TableLayout = {
  readonly ruler: Ruler;
  readonly header: string;
  /** One row as a line; cells wider than their column are cut if the width is limited. */
  line(row: Row, ruler: Ruler): string;
};

/** Decides the widths of the columns by these rows and the titles. */
async function tableLayout(
  columns: readonly Column[],
  rows: readonly Row[],
  space: Space,
): Promise<TableLayout> {
  const limit = space.width || undefined;
  const titles = columns.map(({ title }) => cellText(title, limit));
  const texts = rows.map((row) => columns.map((_, index) => cellText(row[index] ?? "", limit)));
  const ruler = await rulerFor([titles, ...texts].flat());
  const naturals = titles.map((title) => ruler.width(title));
  for (const row of texts) {
    for (const [index, text] of row.entries()) {
      naturals[index] = Math.max(naturals[index] ?? 0, ruler.width(text));
    }
  }
  const widths = columnWidths(
    columns.map(({ minimum, keep }, index) => ({ natural: naturals[index] ?? 0, minimum, keep })),
    limit,
  );
  const line = (row: Row, measure: Ruler) =>
    drawLine(
      widths.map((width, index) => {
        const cell = row[index] ?? "";
        const text = cellText(cell, limit);
        const roomy = limit === undefined ? Math.max(width, measure.width(text)) : width;
        return { text, width: roomy, align: columns[index]?.align ?? "left", paint: paintOf(cell) };
      }),
      measure,
    );
  const bold = columns.map(({ title }) => ({ text: title, paint: space.style.bold }));
  return { ruler, header: columns.length === 0 ? "" : line(bold, ruler), line };
}

/** The texts of a row as they will be shown; for `rulerFor`. */
function rowTexts(row: Row, space: Space): readonly string[] {
  return row.map((cell) => cellText(cell, space.width || undefined));
}

type Drawn = {
  readonly text: string;
  readonly width: number;
  readonly align: "left" | "right";
  readonly paint: ((text: string) => string) | undefined;
};

function drawLine(cells: readonly Drawn[], ruler: Ruler): string {
  let line = "";
  let spaces = 0;
  for (const { text, width, align, paint } of cells) {
    const clipped = clip(text, width, ruler);
    const missing = Math.max(0, width - ruler.width(clipped));
    if (align === "right") spaces += missing;
    if (clipped !== "") {
      line += " ".repeat(spaces) + (paint ? paint(clipped) : clipped);
      spaces = 0;
    }
    // Spaces are only written when something follows them: no line ends in padding.
    spaces += (align === "left" ? missing : 0) + GAP;
  }
  return `${line}\n`;
}

function cellText(cell: Cell, limit: number | undefined): string {
  const text = typeof cell === "string" ? cell : cell.text;
  // A cell never gets more than the whole width; measuring megabytes to learn that would take seconds.
  if (limit !== undefined && text.length > limit * 16) return `${safeText(text.slice(0, limit * 16))}…`;
  return safeText(text);
}

function paintOf(cell: Cell): ((text: string) => string) | undefined {
  return typeof cell === "string" ? undefined : cell.paint;
}

/** What a column would like, and what it can do with. */
export type Wish = {
  /** Width of its widest cell or of its title. */
  readonly natural: number;
  /** Not made narrower than this as long as others can give way. Default 8. */
  readonly minimum?: number | undefined;
  /** True: kept whole as long as others can give way. */
  readonly keep?: boolean | undefined;
};

/** Spaces between two columns. */
export const GAP = 2;

const MINIMUM = 8;
const LEAST = 3;

/**
 * Widths in columns of the terminal. The widest give way first, down to their minimum; then all do, down to 3; then columns
 * are left out from the right (the result is shorter than `wishes`).
 * @param width undefined: no limit
 */
export function columnWidths(wishes: readonly Wish[], width: number | undefined): readonly number[] {
  const naturals = wishes.map((wish) => wish.natural);
  if (width === undefined) return naturals;
  for (let count = wishes.length; count > 0; count -= 1) {
    const room = width - GAP * (count - 1);
    const wanted = naturals.slice(0, count);
    const polite = wishes
      .slice(0, count)
      .map(({ natural, minimum = MINIMUM, keep }) => (keep ? natural : Math.min(natural, minimum)));
    if (sum(polite) <= room) return shared(wanted, polite, room);
    const least = wanted.map((natural) => Math.min(natural, LEAST));
    if (sum(least) <= room) return shared(wanted, least, room);
  }
  return wishes.length === 0 ? [] : [Math.max(1, Math.min(naturals[0] ?? 1, width))];
}

/** One cap for all, as high as the room allows; what is left over goes to the first that are still cut. */
function shared(naturals: readonly number[], floors: readonly number[], room: number): readonly number[] {
  const under = (cap: number) =>
    naturals.map((natural, index) => Math.max(floors[index] ?? 0, Math.min(natural, cap)));
  let low = 0;
  let high = Math.max(0, ...naturals);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (sum(under(middle)) <= room) low = middle;
    else high = middle - 1;
  }
  const widths = under(low);
  let left = room - sum(widths);
  return widths.map((width, index) => {
    if (left <= 0 || width >= (naturals[index] ?? 0)) return width;
    left -= 1;
    return width + 1;
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

export type Pair = { readonly label: string; readonly value: Cell };

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

const SAMPLE = 100;

/**
 * The table in pieces of whole lines. The first 100 rows decide the widths; later cells are cut to them if the width is
 * limited, and stick out if it is not.
 * @param empty the text for no rows at all; default: the header alone
 */
export async function* streamTable(
  columns: readonly Column[],
  rows: AsyncIterable<Row>,
  space: Space,
  empty?: string,
): AsyncGenerator<string> {
  const sample: Row[] = [];
  let layout: TableLayout | undefined;
  for await (const row of rows) {
    if (layout) {
      yield layout.line(row, await rulerFor(rowTexts(row, space)));
    } else if (sample.push(row) === SAMPLE) {
      layout = await tableLayout(columns, sample, space);
      yield drawn(layout, sample);
    }
  }
  if (layout) return;
  if (sample.length === 0 && empty !== undefined) yield empty;
  else yield drawn(await tableLayout(columns, sample, space), sample);
}

function drawn(layout: TableLayout, rows: readonly Row[]): string {
  return layout.header + rows.map((row) => layout.line(row, layout.ruler)).join("");
}
