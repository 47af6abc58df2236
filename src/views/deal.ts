/** One deal. */
import { DEFAULT_PROPERTIES, type Deal, isArchived } from "../deals/deal.ts";
import { layoutLine, layoutPairs, type Pair } from "../terminal/pairs.ts";
import type { Style } from "../terminal/style.ts";
import { propertyCell, propertyLabel } from "./property.ts";
import { lookup } from "./select.ts";
import type { Page, View } from "./view.ts";

/** For people the name, then a line per property; for programs the deal as Routera sent it. */
export const dealView: View<Deal> = {
  table: drawDeal,
  value: (deal) => ({ one: deal }),
};

async function drawDeal(deal: Deal, page: Page): Promise<string> {
  if (page.select) {
    return layoutPairs(
      page.select.map((name) => pairOf(name, deal, page.style)),
      page,
    );
  }
  const names = [...new Set([...DEFAULT_PROPERTIES, ...Object.keys(deal)])].filter((name) =>
    Object.hasOwn(deal, name),
  );
  // Who archived it stands beside the time.
  const shown = isArchived(deal) ? names.filter((name) => name !== "archived_by") : names;
  const pairs = shown.map((name) =>
    name === "archived" && isArchived(deal) ? archivedPair(deal, page.style) : pairOf(name, deal, page.style),
  );
  return (await titleLine(deal, page)) + (await layoutPairs(pairs, page));
}

const MARK = " (archived)";

async function titleLine(deal: Deal, { width, style }: Page): Promise<string> {
  const name = typeof deal.deal_name === "string" && deal.deal_name !== "" ? deal.deal_name : deal.id;
  // On a very narrow terminal the name goes first: the state has its own line.
  const mark = isArchived(deal) && (!width || width >= MARK.length * 2) ? MARK : "";
  const title = await layoutLine(name, width ? width - mark.length : undefined);
  return `${style.bold(title)}${mark && style.yellow(mark)}\n`;
}

function pairOf(name: string, deal: Deal, style: Style): Pair {
  return { label: propertyLabel(name), value: propertyCell(name, lookup(deal, name), style) };
}

function archivedPair(deal: Deal, style: Style): Pair {
  const when = propertyCell("archived", deal.archived, style);
  const by = typeof deal.archived_by === "string" ? ` by ${deal.archived_by}` : "";
  const text = `${typeof when === "string" ? when : when.text}${by}`;
  return { label: propertyLabel("archived"), value: { text, paint: style.yellow } };
}
