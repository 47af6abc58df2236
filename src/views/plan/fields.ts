/** The fields that a plan changes, each with its most frequent changes or its sums, as a table for people. */
import { GAP } from "../../terminal/columnWidths.ts";
import { layoutTable } from "../../terminal/table.ts";
import { clip, rulerFor } from "../../text/displayWidth.ts";
import { safeText } from "../../text/escape.ts";
import type { Ruler } from "../../text/unicodeRuler.ts";
import type { FieldSummary, Flow, RowSummary } from "../reports/model.ts";
import type { Page } from "../view.ts";

/** Lines of the table without its head: with the summary and a question it fits a terminal of 24 lines. */
const MAX_LINES = 16;
const MAX_FLOWS = 5;
const INDENT = "  ";
const ARROW = " → ";
const OTHER_COLUMNS = GAP + "Deals".length + GAP + INDENT.length + ARROW.length;
const LEAST_SIDE = 8;

/** How wide each side of a change may be; undefined for no limit. */
type Sides = { readonly room: number | undefined; readonly ruler: Ruler };

type Line = { readonly field: string; readonly count: string; readonly change: string };

/** Empty for no fields. */
export async function fieldsTable(summary: RowSummary, page: Page): Promise<string> {
  const { fields, moreFields } = summary;
  if (fields.length === 0) return "";
  const texts = fields.flatMap(({ top }) => top.flatMap(({ from, to }) => [from, to]));
  const ruler = await rulerFor(texts.map((text) => safeText(text)));
  const names = await rulerFor(fields.map(({ name }) => safeText(name)));
  const widest = Math.max(...fields.map(({ name }) => names.width(safeText(name))), "Field".length);
  // A long value does not hide the one behind the arrow.
  const room = page.width ? Math.max(page.width - widest - OTHER_COLUMNS, 2 * LEAST_SIDE) / 2 : undefined;
  const lines = linesOf(fields, moreFields, { room: room && Math.floor(room), ruler });
  const columns = [
    { title: "Field", keep: true },
    { title: "Deals", align: "right" as const, keep: true },
    { title: "Change", minimum: 20 },
  ];
  const rows = lines.map(({ field, count, change }) => [
    field === "" ? "" : { text: field, paint: page.style.bold },
    count,
    change,
  ]);
  return layoutTable(columns, rows, { ...page, isAligned: true });
}

/** As many flows of each field as there is room for. Fields that have no room are counted. */
function linesOf(fields: readonly FieldSummary[], moreFields: number, sides: Sides): readonly Line[] {
  for (let most = MAX_FLOWS; most >= 0; most--) {
    const lines = fields.flatMap((field) => fieldLines(field, most, sides));
    if (lines.length + (moreFields > 0 ? 1 : 0) <= MAX_LINES) return [...lines, ...moreLine(moreFields)];
  }
  const lines = fields.slice(0, MAX_LINES - 1).flatMap((field) => fieldLines(field, 0, sides));
  return [...lines, ...moreLine(fields.length - lines.length + moreFields)];
}

function moreLine(count: number): readonly Line[] {
  return count === 0
    ? []
    : [{ field: "", count: "", change: `${count} more field${count === 1 ? "" : "s"}` }];
}

function fieldLines(field: FieldSummary, most: number, sides: Sides): readonly Line[] {
  const { count, distinct, isApproximate, name, top } = field;
  const [first] = top;
  const head = { field: name, count: String(count) };
  const below = (number: string, change: string): Line => ({
    field: "",
    count: number,
    change: `${INDENT}${change}`,
  });
  const sums = field.shape === "numbers" && count > 1 ? [below("", sumText(field))] : [];
  if (distinct === 1 && first !== undefined) return [{ ...head, change: flowText(first, sides) }, ...sums];
  const changes = `${field.hasMoreDistinct ? "more than " : ""}${distinct} distinct changes`;
  // Of changes that each deal has for itself it means nothing which come first.
  const shown = top.slice(0, most).filter((flow) => flow.count > 1 || distinct <= MAX_FLOWS);
  if (shown.length === 0) {
    const example = first === undefined ? "" : `, such as ${flowText(first, sides)}`;
    return [{ ...head, change: `${changes}${sums.length > 0 ? "" : example}` }, ...sums];
  }
  const others = count - shown.reduce((sum, flow) => sum + flow.count, 0);
  const least = isApproximate ? "≥ " : "";
  return [
    { ...head, change: changes },
    ...sums,
    ...shown.map((flow) => below(`${least}${flow.count}`, flowText(flow, sides))),
    ...(others > 0
      ? [below(isApproximate ? "" : String(others), others === 1 ? "other change" : "other changes")]
      : []),
  ];
}

function sumText({ before, after, difference }: Extract<FieldSummary, { shape: "numbers" }>): string {
  const sign = difference.startsWith("-") || difference === "0" ? "" : "+";
  return `sum ${before} → ${after} (${sign}${difference})`;
}

function flowText({ from, to, isFromSpecial, isToSpecial }: Flow, { room, ruler }: Sides): string {
  const side = (text: string, isSpecial = false): string => {
    const safe = isSpecial ? `(${text})` : safeText(text);
    return room === undefined ? safe : clip(safe, room, ruler);
  };
  return `${side(from, isFromSpecial)}${ARROW}${side(to, isToSpecial)}`;
}
