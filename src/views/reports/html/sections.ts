/** The parts of a report in front of its rows. */
import { groupDigits } from "../decimalSum.ts";
import type { FieldSummary, ReasonSummary, Report, RunReport } from "../model.ts";
import { facts, headline, totals } from "../overview.ts";
import { counted, STATE_LABELS } from "../valueText.ts";
import { escapeCut, escapeHtml } from "./escape.ts";
import { flowFigure } from "./flowFigure.ts";
import { numberFigure } from "./numberFigure.ts";
import { rowLink } from "./rows.ts";
import { timelineFigure } from "./timelineFigure.ts";

const MAX_FACT = 500;

/** @param links sections that the page has, for the jump list */
export function headerPart(report: Report, links: readonly (readonly [id: string, title: string])[]): string {
  const numbers = totals(report).map(
    ({ count, label, tone }) => `<div class=${tone}><dt>${label}</dt><dd>${groupDigits(count)}</dd></div>`,
  );
  const kicker = `Routera ${report.kind}${report.operation === "undo" ? " · undo" : ""}`;
  const lead = [
    report.target,
    ...(report.profile === undefined ? [] : [`profile ${report.profile}`]),
    ...(report.source === undefined ? [] : [report.source]),
  ];
  return [
    `<header><p class=kicker>${kicker}</p><h1>${escapeHtml(headline(report))}</h1>`,
    `<p class=lead>${lead.map((text) => `<bdi>${escapeCut(text, MAX_FACT)}</bdi>`).join(" · ")}</p>`,
    `<dl class=big>${numbers.join("")}</dl>`,
    `<nav aria-label=Sections><ul>${links.map(([id, title]) => `<li><a href="#${id}">${title}</a></li>`).join("")}</ul></nav></header>`,
  ].join("\n");
}

/** Where, when, which digest, and the commands to type. */
export function detailsPart(report: Report): string {
  const list = facts(report).map(
    ({ label, value }) =>
      `<dt>${label}</dt><dd${label === "Digest" ? " class=digest" : ""}>${escapeCut(value, MAX_FACT)}</dd>`,
  );
  const commands = report.commands.map(
    ({ purpose, text }) =>
      `<div><h3>${escapeCut(purpose, 80)}</h3><pre tabindex=0>${escapeCut(text, 20_000)}</pre></div>`,
  );
  const notes = report.notes.map((note) => `<p class=note>${escapeCut(note, 2_000)}</p>`);
  const title = report.kind === "plan" ? "Review and apply" : "Run and next steps";
  return [
    `<section aria-labelledby=details><h2 id=details>${title}</h2>`,
    `<dl class=facts>${list.join("")}</dl>`,
    ...notes,
    `<div class=commands>${commands.join("")}</div></section>`,
  ].join("\n");
}

export function timelinePart({ timeline }: RunReport): string {
  const figure = timelineFigure(timeline);
  if (figure === "") return "";
  const marks = [
    ["done", "Rows per second", ""],
    ["failed", "Failed rows", ""],
    ["median", "Latency, median", "line"],
    ["p95", "Latency, 95%", "line"],
    ...(timeline.pauseCount > 0 ? [["pause", counted(timeline.pauseCount, "pause"), ""]] : []),
    ...(timeline.resumeCount > 0 ? [["resume", counted(timeline.resumeCount, "resume"), "line"]] : []),
  ].map(([name, text, kind]) => {
    const line = `<svg viewBox="0 0 14 10" aria-hidden=true><path class=${name} d="M0 5H14"/></svg>`;
    return `<li>${kind === "line" ? line : legendMark(name ?? "")}${text}</li>`;
  });
  const retries = timeline.retries > 0 ? `<li>${counted(timeline.retries, "retried request")}</li>` : "";
  return `<section aria-labelledby=timeline><h2 id=timeline>Timeline</h2><figure>${figure}<ul class=legend>${marks.join("")}${retries}</ul></figure></section>`;
}

export function fieldsPart({ summary }: Report): string {
  if (summary.fields.length === 0) return "";
  const more =
    summary.moreFields > 0 ? `<p>${counted(summary.moreFields, "more field")} without a figure.</p>` : "";
  return `<section aria-labelledby=fields><h2 id=fields>Changes per field</h2>${summary.fields.map(fieldFigure).join("\n")}${more}</section>`;
}

function fieldFigure(field: FieldSummary): string {
  const counts = [
    counted(field.count, "deal"),
    ...(field.shape === "text" || field.filled === 0
      ? []
      : [`${groupDigits(field.filled)} set for the first time`]),
    ...(field.shape === "text" || field.cleared === 0 ? [] : [`${groupDigits(field.cleared)} cleared`]),
    ...(field.shape === "text" || field.notRead === 0 ? [] : [`${groupDigits(field.notRead)} not read`]),
  ];
  const picture =
    field.shape === "flows"
      ? flowFigure(field.flows, field.name)
      : field.shape === "numbers"
        ? numberFigure(field)
        : shareFigure(field);
  return `<figure><figcaption><h3>${escapeCut(field.name, 200)}</h3><span>${counts.join(" · ")}</span></figcaption>${picture}</figure>`;
}

/** How many values are new, replaced, cleared or were not read. */
function shareFigure({ cleared, count, filled, notRead }: FieldSummary): string {
  const parts = [
    ["set", filled, "Set for the first time"],
    ["replaced", count - filled - cleared - notRead, "Replaced"],
    ["cleared", cleared, "Cleared"],
    ["unread", notRead, "Not read"],
  ] as const;
  let x = 0;
  const bars: string[] = [];
  const legend: string[] = [];
  for (const [name, amount, label] of parts) {
    if (amount <= 0) continue;
    const width = (amount / count) * 720;
    bars.push(`<rect class=${name} x=${x.toFixed(1)} y=0 width=${width.toFixed(1)} height=10 />`);
    legend.push(`<li>${legendMark(name)}${label} <b>${groupDigits(amount)}</b></li>`);
    x += width;
  }
  return `<svg class=share viewBox="0 0 720 10" preserveAspectRatio=none aria-hidden=true>${bars.join("")}</svg><ul class=legend>${legend.join("")}</ul>`;
}

function legendMark(name: string): string {
  return `<svg viewBox="0 0 14 10" aria-hidden=true><rect class=${name} width=14 height=10 rx=2 /></svg>`;
}

export function reasonsPart(reasons: readonly ReasonSummary[]): string {
  if (reasons.length === 0) return "";
  const rows = reasons.map((reason) => {
    const { code, count, first, message, state, status } = reason;
    const links = first.map(({ at, id, line, row }) =>
      rowLink(
        at,
        line !== undefined
          ? `line ${line}`
          : row !== undefined
            ? `row ${row}`
            : id.slice(0, 40).toWellFormed(),
      ),
    );
    const more = count > first.length ? `, and ${groupDigits(count - first.length)} more` : "";
    const facts = [status, code].filter((fact) => fact !== undefined).join(" ");
    return `<tr><td>${STATE_LABELS[state]}<td class=n>${groupDigits(count)}<td>${escapeCut(message, 500)} <code>${escapeCut(facts, 120)}</code><td>${links.join(", ")}${more}`;
  });
  return `<table><thead><tr><th scope=col>Outcome<th scope=col class=n>Rows<th scope=col>Reason<th scope=col>Location</thead><tbody>${rows.join("")}</tbody></table>`;
}
