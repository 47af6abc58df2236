/** Rows of a report as list items, in chunks that a browser lays out only when they are seen. */
import { isLosslessNumber } from "../../../json.ts";
import { DecimalSum } from "../decimalSum.ts";
import type { FieldChange, ReportRow } from "../model.ts";
import { changeText, cutText, isOnlyWanted, STATE_LABELS, type ValueText, valueText } from "../valueText.ts";
import { diffWords, type Segment } from "../wordDiff.ts";
import { escapeCut, escapeHtml, escapeLines } from "./escape.ts";

const ROWS_PER_CHUNK = 100;
const MAX_VALUE = 2_000;
/** Longest name of a deal or of a field that is shown. */
export const MAX_NAME = 200;
const MAX_ID = 600;
const MAX_FIELDS = 100;
/** Unchanged text around a change that is shown of a long value. */
const CONTEXT = 120;

/** What is left of the room for rows; shared by all lists of a report. */
export type RowBudget = { bytes: number; rows: number };

/** The chunks of one list; stops when the budget is used up. @returns how many rows were written */
export async function* rowChunks(
  rows: AsyncIterable<ReportRow>,
  isShown: (row: ReportRow) => boolean,
  budget: RowBudget,
): AsyncGenerator<string, number> {
  let items: string[] = [];
  let written = 0;
  let at = 0;
  for await (const row of rows) {
    at++;
    if (!isShown(row)) continue;
    const item = rowItem(row, at);
    budget.bytes -= Buffer.byteLength(item);
    budget.rows--;
    if (budget.bytes < 0 || budget.rows < 0) break;
    written++;
    items.push(item);
    if (items.length === ROWS_PER_CHUNK) {
      yield chunk(items);
      items = [];
    }
  }
  if (items.length > 0) yield chunk(items);
  return written;
}

function chunk(items: readonly string[]): string {
  return `<ol class=chunk>${items.join("")}</ol>\n`;
}

/** @param at position among all rows, which names the item */
function rowItem(row: ReportRow, at: number): string {
  const number = row.line ?? row.row;
  const place =
    number === undefined ? "" : `<small>${row.line === undefined ? "row" : "line"} ${number}</small>`;
  const name = row.name === undefined || row.name === "" ? "" : `<b>${escapeCut(row.name, MAX_NAME)}</b> `;
  const badge =
    row.state === "planned" || row.state === "applied"
      ? ""
      : ` <em class=${row.state}>${STATE_LABELS[row.state]}</em>`;
  const line = number === undefined ? "" : ` data-l=${number}`;
  const difference = largestDifference(row.fields);
  const size = difference === undefined ? "" : ` data-d=${difference}`;
  const reason = reasonText(row);
  const fields = row.fields.slice(0, MAX_FIELDS).map((field) => fieldItem(field, row));
  const more =
    row.fields.length > MAX_FIELDS
      ? `<p class=why>${row.fields.length - MAX_FIELDS} more fields are not in this report`
      : "";
  const list = fields.length === 0 ? "" : `<dl>${fields.join("")}</dl>`;
  return `<li id=n${at}${line}${size}>${name}<code>${escapeCut(row.id, MAX_ID)}</code>${badge}${place}${reason}${list}${more}`;
}

function reasonText({ code, field, message, status }: ReportRow): string {
  if (message === undefined && code === undefined) return "";
  const facts = [status, code].filter((fact) => fact !== undefined).join(" ");
  const place = field === undefined ? "" : `${escapeCut(field, MAX_NAME)}: `;
  const text = message === undefined ? "" : `${escapeCut(message, MAX_VALUE)} `;
  return `<p class=why>${place}${text}<small>${escapeCut(facts, MAX_NAME)}</small>`;
}

function fieldItem(field: FieldChange, row: ReportRow): string {
  const { before, after } = changeText(field);
  const [from, to] = sides(before, after);
  const theirs = field.theirs === undefined ? "" : otherValue("Another user set", valueText(field.theirs));
  const stored = field.stored === undefined ? "" : otherValue("Routera stored", valueText(field.stored));
  const undo = row.previousUnknown?.includes(field.name) ? "<small>cannot be undone</small>" : "";
  const change = isOnlyWanted(row, field)
    ? `→ <ins>${to}</ins>`
    : `<del>${from}</del> → <ins>${to}</ins>${differenceText(field)}`;
  return `<dt>${escapeCut(field.name, MAX_NAME)}<dd>${change}${theirs}${stored}${undo}`;
}

/** `+1,200.50`, exact. */
function differenceText({ after, before }: FieldChange): string {
  if (!isLosslessNumber(before) || !isLosslessNumber(after)) return "";
  const sum = new DecimalSum();
  if (!sum.add(after.value) || !sum.add(before.value, -1)) return "";
  const text = sum.toString();
  return ` <small>${text.startsWith("-") ? text.replace("-", "−") : `+${text}`}</small>`;
}

function otherValue(label: string, value: ValueText): string {
  return `<p class=other>${label} <b>${whole(value)}</b>`;
}

function sides(before: ValueText, after: ValueText): readonly [from: string, to: string] {
  const diff = before.special || after.special ? undefined : diffWords(before.text, after.text);
  if (diff === undefined) return [whole(before), whole(after)];
  return [marked(diff.before), marked(diff.after)];
}

function whole({ text, special }: ValueText): string {
  return special ? `<i>${text}</i>` : escapeLines(cutText(text, MAX_VALUE));
}

function marked(segments: readonly Segment[]): string {
  const last = segments.length - 1;
  return segments
    .map(({ changed, text }, at) => {
      if (changed) return `<mark>${escapeLines(cutText(text, MAX_VALUE))}</mark>`;
      return escapeLines(shortened(text, at === 0, at === last));
    })
    .join("");
}

/** Unchanged text of a long value: only what is next to a change. */
function shortened(text: string, isFirst: boolean, isLast: boolean): string {
  if (text.length <= 4 * CONTEXT) return text;
  const start = isFirst ? "" : text.slice(0, CONTEXT);
  const end = isLast ? "" : text.slice(-CONTEXT);
  const left = text.length - start.length - end.length;
  return `${start}… (${left} unchanged characters) …${end}`.toWellFormed();
}

/** The largest absolute change of a number, for sorting. */
function largestDifference(fields: readonly FieldChange[]): number | undefined {
  let largest: number | undefined;
  for (const { before, after } of fields) {
    if (!isLosslessNumber(after) || !(isLosslessNumber(before) || before === null)) continue;
    const difference = Math.abs(Number(after.value) - Number(before?.value ?? 0));
    if (Number.isFinite(difference)) largest = Math.max(largest ?? 0, difference);
  }
  return largest;
}

/** The anchor of a row. */
export function rowLink(at: number, text: string): string {
  return `<a href="#n${at}">${escapeHtml(text)}</a>`;
}
