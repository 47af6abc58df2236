/** Failed rows on the lines of the input file: GitHub's workflow commands, and GitLab's Code Quality JSON. */
import { createHash } from "node:crypto";
import { safeJson, safeLines, safeText } from "../../text/escape.ts";
import { attentionCount, needsAttention, type Report, type ReportRow } from "./model.ts";
import { counted, cutText, STATE_LABELS } from "./valueText.ts";

/** GitHub shows 10 annotations of a step; the last one says how many rows are not shown. */
const MAX_GITHUB = 10;
const MAX_MESSAGE = 1_000;
/** GitLab reads no larger file than 100 MB; a review page is not a list of everything. */
const MAX_GITLAB = 10_000;

/** Lines to be written to stdout or stderr as they are; each is one workflow command. */
export async function* githubAnnotations(report: Report): AsyncGenerator<string> {
  const total = attentionCount(report.summary);
  let shown = 0;
  for await (const row of attentionRows(report)) {
    if (total > MAX_GITHUB && shown === MAX_GITHUB - 1) break;
    shown++;
    const { inputFile } = report;
    const file = inputFile === undefined ? "" : `file=${property(inputFile)},`;
    const line = row.line === undefined || inputFile === undefined ? "" : `line=${row.line},`;
    const title = `title=${property(`${STATE_LABELS[row.state]}: ${row.id}`)}`;
    yield `::${level(row)} ${file}${line}${title}::${data(reasonText(row))}\n`;
  }
  if (total > shown) yield `::error title=routera::${counted(total - shown, "more row")} failed or blocked\n`;
}

/** One JSON array in pieces. Rows without a line of the input file are on line 1. */
export async function* gitlabCodeQuality(report: Report): AsyncGenerator<string> {
  const path = report.inputFile ?? report.planFile ?? "routera";
  let shown = 0;
  yield "[";
  for await (const row of attentionRows(report)) {
    if (shown === MAX_GITLAB) break;
    const entry = {
      description: cutText(`${row.id}: ${reasonText(row)}`, MAX_MESSAGE).toWellFormed(),
      check_name: `routera/${row.code ?? row.state}`,
      fingerprint: fingerprint([
        path,
        row.id,
        row.field ?? "",
        row.code ?? row.state,
        String(row.line ?? ""),
      ]),
      severity: level(row) === "error" ? "major" : "minor",
      location: { path, lines: { begin: (report.inputFile && row.line) || 1 } },
    };
    yield `${shown === 0 ? "" : ","}\n${safeJson(JSON.stringify(entry))}`;
    shown++;
  }
  yield shown === 0 ? "]\n" : "\n]\n";
}

async function* attentionRows(report: Report): AsyncGenerator<ReportRow> {
  if (attentionCount(report.summary) === 0) return;
  for await (const row of report.rows()) if (needsAttention(row.state)) yield row;
}

/** A row that a later try may apply is a warning. */
function level({ state }: ReportRow): "error" | "warning" {
  return state === "retryable" ? "warning" : "error";
}

function reasonText({ field, message, code, state }: ReportRow): string {
  const text = message ?? code ?? STATE_LABELS[state];
  return field === undefined ? text : `${field}: ${text}`;
}

/** As the runner reads it: `%`, line breaks; nothing in it can be taken for another command. */
function data(text: string): string {
  return safeLines(safeText(cutText(text, MAX_MESSAGE)))
    .replaceAll("%", "%25")
    .replaceAll("\r", "%0D")
    .replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

function fingerprint(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}
