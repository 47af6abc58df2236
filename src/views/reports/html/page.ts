/** A report as one self-contained HTML file: no network, complete without its script. */
import { createHash } from "node:crypto";
import { attentionCount, needsAttention, type Report, type ReportRow, ROW_STATES } from "../model.ts";
import { headline } from "../overview.ts";
import { counted, cutText, STATE_LABELS } from "../valueText.ts";
import { escapeCut, escapeHtml } from "./escape.ts";
import { MAX_NAME, type RowBudget, rowChunks } from "./rows.ts";
import { SCRIPT } from "./script.ts";
import { detailsPart, fieldsPart, headerPart, reasonsPart, timelinePart } from "./sections.ts";
import { STYLE } from "./style.ts";

/** What one file may hold. What does not fit is counted in the file, and the plan file has it. */
export type HtmlLimits = { readonly rows: number; readonly bytes: number };
export const HTML_LIMITS: HtmlLimits = { rows: 100_000, bytes: 55_000_000 };

/** The document in pieces. Memory: one chunk of rows. */
export async function* htmlReport(report: Report, limits: HtmlLimits = HTML_LIMITS): AsyncGenerator<string> {
  const attention = attentionCount(report.summary);
  const rest = report.summary.rows - attention;
  const others = attention > 0 ? "All other rows" : "All rows";
  const timeline = report.kind === "run" ? timelinePart(report) : "";
  const fields = fieldsPart(report);
  const links = [
    ["details", report.kind === "plan" ? "Review and apply" : "Next steps"] as const,
    ...(timeline === "" ? [] : [["timeline", "Timeline"] as const]),
    ...(fields === "" ? [] : [["fields", "Changes per field"] as const]),
    ...(attention > 0 ? [["attention", `Needs attention (${attention})`] as const] : []),
    ...(rest > 0 ? [["changes", `${others} (${rest})`] as const] : []),
  ];
  yield head(report);
  yield `${headerPart(report, links)}\n<main>\n<p class="note cut-notice">Some rows are not in this file. Their number is at the end of each list.</p>\n`;
  yield `${detailsPart(report)}\n${timeline}\n${fields}\n`;
  yield `<section aria-labelledby=rows><h2 id=rows>Deals</h2>\n${report.summary.rows === 0 ? "<p>No rows.</p>" : toolsPart(report)}\n`;
  // In front of the rows: the controls work before the last row has arrived.
  yield `<script>${SCRIPT}</script>\n`;
  const budget: RowBudget = { ...limits };
  if (attention > 0) {
    yield `<h3 id=attention>Needs attention</h3>\n${reasonsPart(report.summary.reasons)}\n`;
    yield* list(report, needsAttentionRow, attention, budget);
  }
  if (rest > 0) {
    yield `<h3 id=changes>${report.kind === "plan" ? "To update" : others}</h3>\n`;
    yield* list(report, (row) => !needsAttentionRow(row), rest, budget);
  }
  yield `</section>\n</main>\n<footer>Written by routera ${escapeCut(report.version, 40)}. This file loads nothing from the network.</footer>\n`;
  yield "</body></html>\n";
}

function needsAttentionRow({ state }: ReportRow): boolean {
  return needsAttention(state);
}

async function* list(
  report: Report,
  isShown: (row: ReportRow) => boolean,
  total: number,
  budget: RowBudget,
): AsyncGenerator<string> {
  yield "<div class=list>\n";
  const chunks = rowChunks(report.rows(), isShown, budget);
  let next = await chunks.next();
  for (; !next.done; next = await chunks.next()) yield next.value;
  const left = total - next.value;
  if (left > 0) {
    const where = report.planFile === undefined ? "the plan" : report.planFile;
    yield `<p class="note left-out">${counted(left, "more row")} not in this file: see ${escapeCut(where, 500)}.</p>\n`;
  }
  yield "</div>\n";
}

function head(report: Report): string {
  const policy = [
    "default-src 'none'",
    `script-src '${sha256(SCRIPT)}'`,
    `style-src '${sha256(STYLE)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join("; ");
  const title = `${headline(report)} · ${report.target}`;
  return [
    "<!doctype html>",
    `<html lang=en><head><meta charset=utf-8>`,
    `<meta http-equiv=Content-Security-Policy content="${policy}">`,
    `<meta name=viewport content="width=device-width,initial-scale=1"><meta name=color-scheme content="light dark"><meta name=referrer content=no-referrer><meta name=robots content=noindex>`,
    `<title>${escapeHtml(title.slice(0, 300).toWellFormed())}</title>`,
    `<style>${STYLE}</style></head><body>`,
    `<a class=skip href="#rows">Skip to the rows</a>\n`,
  ].join("\n");
}

/** Hidden until the script runs: without it the controls would do nothing. */
function toolsPart({ summary }: Report): string {
  const { states } = summary;
  const done = states.planned + states.applied;
  const option = (value: string, label: string): string =>
    `<option value="${escapeHtml(value)}">${escapeCut(label, 60)}</option>`;
  const filters = [
    option("", "All rows"),
    ...(done > 0 ? [option("s:done", states.planned > 0 ? STATE_LABELS.planned : STATE_LABELS.applied)] : []),
    ...ROW_STATES.filter((state) => state !== "planned" && state !== "applied" && states[state] > 0).map(
      (state) => option(`s:${state}`, STATE_LABELS[state]),
    ),
    ...summary.fields.map(({ name }) => option(`f:${cutText(name, MAX_NAME)}`, `Changes ${name}`)),
  ];
  return [
    "<form id=tools role=search hidden>",
    `<label class=grow>Search<input id=search type=search autocomplete=off spellcheck=false></label>`,
    `<label>Show<select id=filter>${filters.join("")}</select></label>`,
    `<label>Sort<select id=sort>${option("", "Plan order")}${option("name", "Name")}${option("id", "ID")}${option("difference", "Largest difference")}</select></label>`,
    `<label>Go to line<input id=jump type=number min=1></label>`,
    `<output id=found aria-live=polite></output></form>`,
  ].join("");
}

function sha256(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
