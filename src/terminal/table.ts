/** Tables and label-value pairs for people. Whatever the cells hold, the text is safe for a terminal. */
import { clip, rulerFor, wrap } from "../text/displayWidth.ts";
import { safeText } from "../text/escape.ts";
import type { Ruler } from "../text/unicodeRuler.ts";
import { columnWidths, GAP, type Wish } from "./columnWidths.ts";
import type { Style } from "./style.ts";

export type Column = Omit<Wish, "natural"> & {
  readonly title: string;
  readonly align?: "left" | "right";
};

/** A text, or a text and how to style it once it has its final width. */
export type Cell = string | { readonly text: string; readonly paint: (text: string) => string };

export type TableRow = readonly Cell[];

/** Columns of the terminal (undefined or 0: no limit) and the styles to use. */
type Space = {
  readonly width: number | undefined;
  readonly style: Style;
  /** Called with the titles of columns that have no room. */
  readonly onLeftOut?: ((titles: readonly string[]) => void) | undefined;
};

/** An empty cell of a row without padding, so that the cells behind it are still counted right. */
const EMPTY = "-";

/**
 * A whole table with a bold header; every line ends in a newline. Without a limit to the width nothing is cut, and nothing is
 * padded: two spaces separate the cells.
 * @param space.isAligned true: padded in any case, for a table that is part of a text
 */
export async function layoutTable(
  columns: readonly Column[],
  rows: readonly TableRow[],
  space: Space & { readonly isAligned?: boolean },
): Promise<string> {
  const layout = await tableLayout(columns, rows, space);
  return layout.header + rows.map((row) => layout.line(row, layout.ruler)).join("");
}

/** How a table is drawn, decided by its first rows. */
type TableLayout = {
  readonly ruler: Ruler;
  readonly header: string;
  /** One row as a line; cells wider than their column are cut if the width is limited. */
  line(row: TableRow, ruler: Ruler): string;
};

/** Decides the widths of the columns by these rows and the titles. */
async function tableLayout(
  columns: readonly Column[],
  rows: readonly TableRow[],
  space: Space & { readonly isAligned?: boolean },
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
    columns.map((column, index) => ({ ...column, natural: naturals[index] ?? 0 })),
    limit,
  );
  const leftOut = titles.filter((_, index) => widths[index] === undefined);
  if (leftOut.length > 0) space.onLeftOut?.(leftOut);
  const isPadded = limit !== undefined || space.isAligned === true;
  const line = (row: TableRow, measure: Ruler) => {
    const cells = widths.flatMap((width, index) => {
      const cell = row[index] ?? "";
      const text = cellText(cell, limit);
      // Later rows may be wider than those that decided the widths; what has to be copied is whole in them too.
      const isWhole = limit === undefined || columns[index]?.keep;
      if (width === undefined) return [];
      const roomy = isWhole ? Math.max(width, measure.width(text)) : width;
      return { text, width: roomy, align: columns[index]?.align ?? ("left" as const), paint: paintOf(cell) };
    });
    return isPadded ? drawLine(cells, measure) : `${cells.map(painted).join(" ".repeat(GAP))}\n`;
  };
  const bold = columns.map(({ title }) => ({ text: title, paint: space.style.bold }));
  return { ruler, header: columns.length === 0 ? "" : line(bold, ruler), line };
}

function painted({ paint = asIs, text }: Drawn): string {
  return text === "" ? EMPTY : paint(text);
}

/** The texts of a row as they will be shown; for `rulerFor`. */
function rowTexts(row: TableRow, space: Space): readonly string[] {
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

export type Pair = { readonly label: string; readonly value: Cell };

/** Values with less room than this beside their labels go below them. */
const LEAST_VALUE = 16;
const INDENT = 2;

/**
 * `Label:  value` lines with the values under each other. Line breaks in a value are kept; long values are wrapped to the
 * width and continue under their start. On a narrow terminal a value is below its label. Nothing is omitted.
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
  rows: AsyncIterable<TableRow>,
  space: Space,
  empty?: string,
): AsyncGenerator<string> {
  const sample: TableRow[] = [];
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

function drawn(layout: TableLayout, rows: readonly TableRow[]): string {
  return layout.header + rows.map((row) => layout.line(row, layout.ruler)).join("");
}
