/** Rows and columns for people. Whatever the cells hold, the text that comes out is safe for a terminal. */
import { columnWidths, GAP } from "./columnWidths.ts";
import { safeText } from "./safeText.ts";
import type { Style } from "./style.ts";
import { clip, type Ruler, rulerFor } from "./width.ts";

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
export type Space = { readonly width: number | undefined; readonly style: Style };

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
export type TableLayout = {
  readonly ruler: Ruler;
  readonly header: string;
  /** One row as a line; cells wider than their column are cut if the width is limited. */
  line(row: Row, ruler: Ruler): string;
};

/** Decides the widths of the columns by these rows and the titles. */
export async function tableLayout(
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
export function rowTexts(row: Row, space: Space): readonly string[] {
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
