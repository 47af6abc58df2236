/** A table whose rows arrive over time. */
import { type Column, type Row, rowTexts, type Space, type TableLayout, tableLayout } from "./table.ts";
import { rulerFor } from "./width.ts";

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
