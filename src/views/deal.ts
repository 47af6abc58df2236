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
  streamTable,
  type TableRow,
} from "../terminal/table.ts";
import { safeText } from "../text/escape.ts";
import { lookup } from "./formats/select.ts";
import type { Page, View } from "./view.ts";

const TIMES: ReadonlySet<string> = new Set(["created_at", "updated_at", "archived"]);

const MARK = " (archived)";

/** For people the name, then a line per property; for programs the deal as Routera sent it. */
export const dealView: View<Deal> = {
  table: (deal, page) => drawDeal(deal, page),
  value: (deal) => ({ one: deal }),
};

type UpdatedDeal = {
  readonly deal: Deal;
  /** The fields that were set. */
  readonly fields: readonly string[];
};

/** For people what was changed, then the deal with a mark at each of these fields; for programs the deal. */
export const updatedDealView: View<UpdatedDeal> = {
  table: async ({ deal, fields }, page) => {
    if (page.select) return drawDeal(deal, page);
    const line = safeText(`Updated deal ${deal.id}: ${fields.join(", ")}`);
    return `${page.style.green(line)}\n${await drawDeal(deal, page, new Set(fields))}`;
  },
  value: ({ deal }) => ({ one: deal }),
};

/** @param marked fields with a mark in front; undefined where none is marked */
async function drawDeal(deal: Deal, page: Page, marked?: ReadonlySet<string>): Promise<string> {
  if (page.select) {
    return layoutPairs(
      page.select.map((name) => pairOf(name, deal, page.style)),
      page,
    );
  }
  const names = [...new Set([...DEFAULT_PROPERTIES, ...Object.keys(deal)])].filter((name) =>
    Object.hasOwn(deal, name),
  );
  // Who archived it is beside the time.
  const shown = isArchived(deal) ? names.filter((name) => name !== "archived_by") : names;
  const pairs = shown.map((name) => {
    const pair =
      name === "archived" && isArchived(deal)
        ? archivedPair(deal, page.style)
        : pairOf(name, deal, page.style);
    return marked === undefined ? pair : { ...pair, label: `${marked.has(name) ? "*" : " "} ${pair.label}` };
  });
  // What was updated has a line of its own in front.
  const title = marked === undefined ? await titleLine(deal, page) : "";
  return title + (await layoutPairs(pairs, page));
}

async function titleLine(deal: Deal, { width, style }: Page): Promise<string> {
  const name = typeof deal.deal_name === "string" && deal.deal_name !== "" ? deal.deal_name : deal.id;
  // On a very narrow terminal the name goes first: the state has its own line.
  const mark = isArchived(deal) && (!width || width >= MARK.length * 2) ? MARK : "";
  const title = await layoutLine(name, width ? width - mark.length : undefined);
  return `${style.bold(title)}${mark && style.yellow(mark)}\n`;
}

function pairOf(name: string, deal: Deal, style: Style): Pair {
  return { label: name, value: propertyCell(name, lookup(deal, name), style) };
}

function archivedPair(deal: Deal, style: Style): Pair {
  const when = propertyCell("archived", deal.archived, style);
  const by = typeof deal.archived_by === "string" ? ` by ${deal.archived_by}` : "";
  const text = `${typeof when === "string" ? when : when.text}${by}`;
  return { label: "archived", value: { text, paint: style.yellow } };
}

export type DealList = {
  readonly deals: AsyncIterable<Deal>;
  /** Properties that were asked for besides the default ones. */
  readonly properties: readonly string[];
};

const FIRST = ["id", "deal_stage", "deal_owner", "updated_at"];

/** A row per deal with the usual columns and the properties asked for, the name last; archived deals are marked. */
export const dealsView: View<DealList> = {
  table: ({ deals, properties }, page) => {
    const names = page.select ?? [...new Set([...FIRST, ...properties, "deal_name"])];
    // Columns that were asked for go last.
    const columns = names.map((name) => ({ ...columnOf(name), ...(page.select && { drop: undefined }) }));
    return streamTable(columns, rowsOf(deals, names, page), page, "No deals.\n");
  },
  value: ({ deals, properties }) => ({
    many: deals,
    columns: [...new Set([...DEFAULT_PROPERTIES, ...properties])],
  }),
};

/** An ID and a stage are copied, half of a time is misread; owners and names can be cut. */
const USUAL: ReadonlyMap<string, Omit<Column, "title">> = new Map([
  ["id", { keep: true }],
  ["deal_stage", { keep: true }],
  ["updated_at", { keep: true, drop: 1 }],
  ["deal_owner", { minimum: 10, drop: 2 }],
  ["deal_name", { minimum: 12, drop: 3 }],
]);

function columnOf(name: string): Column {
  return { title: name, ...USUAL.get(name) };
}

async function* rowsOf(
  deals: AsyncIterable<Deal>,
  names: readonly string[],
  page: Page,
): AsyncGenerator<TableRow> {
  for await (const deal of deals) {
    yield names.map((name) => {
      const cell = propertyCell(name, lookup(deal, name), page.style);
      return isArchived(deal) ? archivedCell(name, cell, page) : cell;
    });
  }
}

/** The mark is in front, where cutting a long name leaves it. */
function archivedCell(name: string, cell: Cell, { style }: Page): Cell {
  const text = typeof cell === "string" ? cell : cell.text;
  return { text: name === "deal_name" ? `[archived] ${text}` : text, paint: style.dim };
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
