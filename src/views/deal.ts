/** Views of one deal, of many, and the text of one property. */
import { DEFAULT_PROPERTIES, type Deal, isArchived } from "../deals/deal.ts";
import { isLosslessNumber, type JsonValue, printJson } from "../json.ts";
import type { Style } from "../terminal/style.ts";
import {
  type Cell,
  type Column,
  layoutLine,
  layoutPairs,
  type Pair,
  type Row,
  streamTable,
} from "../terminal/table.ts";
import { lookup } from "./formats/select.ts";
import type { Page, View } from "./view.ts";

const LABELS: ReadonlyMap<string, string> = new Map([
  ["id", "Id"],
  ["deal_name", "Name"],
  ["pipeline", "Pipeline"],
  ["deal_stage", "Stage"],
  ["deal_owner", "Owner"],
  ["external_id", "External id"],
  ["created_at", "Created"],
  ["updated_at", "Updated"],
  ["archived", "Archived"],
  ["archived_by", "Archived by"],
]);

const TIMES: ReadonlySet<string> = new Set(["created_at", "updated_at", "archived"]);

const MARK = " (archived)";

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

/** `deal_stage` → `Stage`; a custom property keeps its name. */
function propertyLabel(name: string): string {
  return LABELS.get(name) ?? name;
}

/**
 * A value as people read it: null a dim dash, an empty text said so, lists with commas, objects as JSON, Routera's own
 * times as `2026-05-28 12:00:00 UTC`. A missing value is empty. Not yet safe for a terminal: layouts see to that.
 */
export function propertyCell(name: string, value: JsonValue | undefined, style: Style): Cell {
  if (value === undefined) return "";
  if (value === null) return { text: "-", paint: style.dim };
  if (value === "") return { text: "(empty)", paint: style.dim };
  if (name === "archived" && value === false) return "no";
  if (name === "archived" && value === true) return "yes";
  if (TIMES.has(name) && typeof value === "string") return readableTime(value);
  return plainText(value);
}

function plainText(value: JsonValue): string {
  if (typeof value === "string") return value;
  if (isLosslessNumber(value)) return value.value;
  const list = Array.isArray(value) && value.length > 0 && value.every(isScalar);
  return list ? value.map(plainText).join(", ") : printJson(value);
}

function isScalar(value: JsonValue): boolean {
  return value !== null && (typeof value !== "object" || isLosslessNumber(value));
}

function readableTime(iso: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?(?:Z|\+00:00)$/.exec(iso);
  return match ? `${match[1]} ${match[2]} UTC` : iso;
}
