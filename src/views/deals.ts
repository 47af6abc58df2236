/** A list of deals, streamed. */
import { DEFAULT_PROPERTIES, type Deal, isArchived } from "../deals/deal.ts";
import { streamTable } from "../terminal/streamTable.ts";
import type { Cell, Column, Row } from "../terminal/table.ts";
import { propertyCell, propertyLabel } from "./property.ts";
import { lookup } from "./select.ts";
import type { Page, View } from "./view.ts";

export type DealList = {
  readonly deals: AsyncIterable<Deal>;
  /** Properties that were asked for besides the default ones. */
  readonly properties: readonly string[];
};

const USUAL = ["id", "deal_name", "deal_stage", "deal_owner", "updated_at"];

/** A row per deal with the usual columns and the properties asked for; archived deals are marked. */
export const dealsView: View<DealList> = {
  table: ({ deals, properties }, page) => {
    const names = page.select ?? [...new Set([...USUAL, ...properties])];
    return streamTable(names.map(columnOf), rowsOf(deals, names, page), page, "No deals.\n");
  },
  value: ({ deals, properties }) => ({
    many: deals,
    columns: [...new Set([...DEFAULT_PROPERTIES, ...properties])],
  }),
};

/** So that on 80 columns the id is whole, the day can be read, and the name gets what is left. */
const MINIMA: Readonly<Record<string, number>> = {
  deal_name: 12,
  deal_stage: 6,
  deal_owner: 7,
  updated_at: 11,
};

function columnOf(name: string): Column {
  const title = propertyLabel(name);
  // An id is there to be copied: half of one is of no use.
  if (name === "id") return { title, keep: true };
  return Object.hasOwn(MINIMA, name) ? { title, minimum: MINIMA[name] } : { title };
}

async function* rowsOf(
  deals: AsyncIterable<Deal>,
  names: readonly string[],
  page: Page,
): AsyncGenerator<Row> {
  for await (const deal of deals) {
    yield names.map((name) => {
      const cell = propertyCell(name, lookup(deal, name), page.style);
      return isArchived(deal) ? archivedCell(name, cell, page) : cell;
    });
  }
}

/** The mark stands in front, where cutting a long name leaves it. */
function archivedCell(name: string, cell: Cell, { style }: Page): Cell {
  const text = typeof cell === "string" ? cell : cell.text;
  return { text: name === "deal_name" ? `[archived] ${text}` : text, paint: style.dim };
}
