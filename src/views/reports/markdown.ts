/** A report as GitHub-flavored Markdown that fits one comment. */
import { codeSpan, fenceBlock } from "./markdownText.ts";
import {
  attentionCount,
  type FieldSummary,
  needsAttention,
  type ReasonSummary,
  type Report,
  type ReportRow,
} from "./model.ts";
import { facts, headline, totals } from "./overview.ts";
import { changeText, counted, isOnlyWanted, STATE_LABELS, type ValueText } from "./valueText.ts";

/** The longest comment that GitHub takes, in characters. */
export const MAX_MARKDOWN = 65_536;
/** Room that is kept for what follows a list that was cut. */
const RESERVE = 600;
const MAX_VALUE = 160;
const MAX_REASONS = 20;
const MAX_FLOWS = 5;

/** The whole document. Rows that do not fit are counted at the end of their list. */
export async function markdownReport(report: Report): Promise<string> {
  const page = new MarkdownPage(MAX_MARKDOWN - RESERVE);
  page.add(`## ${headline(report)}\n\n`);
  page.add(
    `${table(
      ["", ""],
      facts(report).map(({ label, value }) => [label, codeSpan(value, MAX_VALUE)]),
    )}\n`,
  );
  page.add(
    `${table(
      ["Rows", "Count"],
      totals(report).map(({ label, count }) => [label, String(count)]),
      "right",
    )}\n`,
  );
  for (const note of report.notes) page.add(`> ${codeSpan(note, 400)}\n>\n`);
  for (const { purpose, text } of report.commands) {
    const fits = page.add(`**${purpose}**\n\n${fenceBlock(text)}\n`);
    if (!fits) page.add(`**${purpose}**: the command is too long for a comment.\n\n`);
  }
  addFields(page, report);
  addReasons(page, report.summary.reasons);
  const attention = attentionCount(report.summary);
  if (attention > 0) await addRows(page, report, "Rows that need attention", needsAttention, attention);
  const rest = report.summary.rows - attention;
  const others = attention > 0 ? "All other rows" : "All rows";
  if (rest > 0) await addRows(page, report, others, (state) => !needsAttention(state), rest);
  return page.text();
}

/** Text that never exceeds its size. */
class MarkdownPage {
  readonly #parts: string[] = [];
  #room: number;

  constructor(size: number) {
    this.#room = size;
  }

  /** @returns false, and adds nothing, when the text does not fit */
  add(text: string, kept = 0): boolean {
    if (text.length + kept > this.#room) return false;
    this.#parts.push(text);
    this.#room -= text.length;
    return true;
  }

  text(): string {
    return this.#parts.join("");
  }
}

function addFields(page: MarkdownPage, { summary }: Report): void {
  if (summary.fields.length === 0) return;
  const head = tableHead(["Field", "Deals", "Changes per field"]);
  page.add(`### Fields\n\n${head}`);
  let shown = 0;
  for (const field of summary.fields) {
    if (!page.add(tableRow([codeSpan(field.name, 80), String(field.count), fieldText(field)]))) break;
    shown++;
  }
  const left = summary.fields.length - shown + summary.moreFields;
  page.add(left > 0 ? `\n${counted(left, "more field")}.\n\n` : "\n");
}

function fieldText(field: FieldSummary): string {
  const parts: string[] = [];
  if (field.shape === "numbers") {
    parts.push(
      `sum ${field.before} → ${field.after} (${field.difference.startsWith("-") ? "" : "+"}${field.difference})`,
    );
  }
  if (field.shape === "flows") {
    for (const { from, to, count } of field.flows.slice(0, MAX_FLOWS)) {
      parts.push(`${codeSpan(from, 60)} → ${codeSpan(to, 60)} (${count})`);
    }
    if (field.flows.length > MAX_FLOWS) parts.push(`${field.flows.length - MAX_FLOWS} more`);
  }
  if (field.filled > 0) parts.push(`${field.filled} set for the first time`);
  if (field.cleared > 0) parts.push(`${field.cleared} cleared`);
  if (field.notRead > 0) parts.push(`${field.notRead} not read`);
  return parts.length === 0 ? counted(field.count, "new value") : parts.join(", ");
}

function addReasons(page: MarkdownPage, reasons: readonly ReasonSummary[]): void {
  if (reasons.length === 0) return;
  page.add(`### Needs attention\n\n${tableHead(["Outcome", "Rows", "Reason", "Code"])}`);
  for (const { state, count, message, code } of reasons.slice(0, MAX_REASONS)) {
    page.add(tableRow([STATE_LABELS[state], String(count), codeSpan(message, 200), codeSpan(code, 60)]));
  }
  page.add(reasons.length > MAX_REASONS ? `\n${reasons.length - MAX_REASONS} more reasons.\n\n` : "\n");
}

async function addRows(
  page: MarkdownPage,
  report: Report,
  title: string,
  isShown: (state: ReportRow["state"]) => boolean,
  total: number,
): Promise<void> {
  const open = isShown("blocked") ? " open" : "";
  const head = `<details${open}><summary>${title} (${total})</summary>\n\n${tableHead(["Line", "Deal", "Outcome", "Change"])}`;
  if (!page.add(head, RESERVE)) return;
  let shown = 0;
  for await (const row of report.rows()) {
    if (!isShown(row.state)) continue;
    if (!page.add(rowText(row), RESERVE)) break;
    shown++;
  }
  const left = total - shown;
  page.add(
    left > 0
      ? `\n${counted(left, "more row")} not shown in this comment.\n\n</details>\n\n`
      : "\n</details>\n\n",
  );
}

function rowText(row: ReportRow): string {
  const name = row.name === undefined || row.name === "" ? "" : ` ${codeSpan(row.name, 80)}`;
  const changes = row.fields.map((field) => {
    const { before, after } = changeText(field);
    const theirs =
      field.theirs === undefined
        ? ""
        : `, now ${valueCode(changeText({ name: "", after: field.theirs }).after)}`;
    const stored =
      field.stored === undefined
        ? ""
        : `, stored ${valueCode(changeText({ name: "", after: field.stored }).after)}`;
    const previous = isOnlyWanted(row, field) ? "" : `${valueCode(before)} `;
    return `${codeSpan(field.name, 60)}: ${previous}→ ${valueCode(after)}${theirs}${stored}`;
  });
  const reason = row.message === undefined ? [] : [`${codeSpan(row.message, 300)}`];
  return tableRow([
    String(row.line ?? row.row ?? ""),
    `${codeSpan(row.id, 80)}${name}`,
    STATE_LABELS[row.state],
    [...reason, ...changes].join("<br>"),
  ]);
}

function valueCode({ text, special }: ValueText): string {
  return special ? `_${text}_` : codeSpan(text, MAX_VALUE);
}

function table(heads: readonly string[], rows: readonly (readonly string[])[], align?: "right"): string {
  return tableHead(heads, align) + rows.map(tableRow).join("");
}

function tableHead(heads: readonly string[], align?: "right"): string {
  const rules = heads.map((_, at) => (align === "right" && at === heads.length - 1 ? "---:" : "---"));
  return tableRow(heads) + tableRow(rules);
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |\n`;
}
