/** Views of a run: its progress, its rows and its summary. */
import { type JsonObject, type JsonValue, jsonNumber } from "../json.ts";
import { layoutPairs, layoutTable, type Pair } from "../terminal/table.ts";
import { safeText } from "../text/escape.ts";
import type { Page, View } from "./view.ts";

export type RunProgress = {
  /** Rows that this call has ended, and rows that it has in all. */
  readonly done: number;
  readonly total: number;
  /** Rows that did not go well. */
  readonly failed: number;
  /** Milliseconds since the first row. */
  readonly ms: number;
  /** True while everyone waits because the server asked for it. */
  readonly waiting?: boolean | undefined;
};

/** `120/1000 rows, 2 failed, 35 rows/s, 25 s left` */
export function runProgressText({ done, total, failed, ms, waiting }: RunProgress): string {
  const parts = [`${done}/${total} rows`];
  if (failed > 0) parts.push(`${failed} failed`);
  const perSecond = ms > 0 ? (done * 1000) / ms : 0;
  // The first second says nothing about the rest.
  if (ms >= 1000 && perSecond > 0) {
    parts.push(`${perSecond >= 10 ? Math.round(perSecond) : perSecond.toFixed(1)} rows/s`);
    if (done < total) parts.push(`${duration((total - done) / perSecond)} left`);
  }
  if (waiting) parts.push("the server asks to wait");
  return parts.join(", ");
}

/** @param seconds rounded up to what a person wants to know */
function duration(seconds: number): string {
  const whole = Math.max(1, Math.ceil(seconds));
  if (whole < 100) return `${whole} s`;
  if (whole < 6000) return `${Math.ceil(whole / 60)} min`;
  return `${(whole / 3600).toFixed(1)} h`;
}

/** One row of a run. */
export type RowLine = {
  /** Position among the changes of the plan, from 1. */
  readonly row?: number | undefined;
  /** First line of the row in the input. */
  readonly line?: number | undefined;
  readonly id: string;
  readonly outcome: string;
  readonly status?: number | undefined;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
};

export type RunSummary = {
  /** Undefined where there was nothing to do, and so no run. */
  readonly run: string | undefined;
  readonly kind: "apply" | "undo";
  readonly profile: string;
  readonly origin: string;
  readonly planDigest: string;
  /** `i/n` */
  readonly shard?: string | undefined;
  readonly undoOf?: string | undefined;
  /** Changes that the run has. */
  readonly rows: number;
  /** Rows by outcome. */
  readonly counts: Readonly<Record<string, number>>;
  /** Deals, or fields of deals, that could not be changed when the plan was made. */
  readonly blocked: number;
  /** Rejected, conflict, retryable, unknown and blocked together. */
  readonly failed: number;
  /** Rows that are still to be done, or whose outcome is not known. */
  readonly pending: number;
  readonly complete: boolean;
  /** The code of what stopped it before its time. */
  readonly stopped?: string | undefined;
  /** The first rows that did not go well. */
  readonly failures: readonly RowLine[];
  readonly failureCount: number;
  readonly storedDifferently: number;
  /** Why there is nothing to do. */
  readonly reason?: string | undefined;
  /** Commands to type, with what they do. */
  readonly next: readonly { readonly line: string; readonly does: string }[];
};

/** What outcomes are called for people. */
export const LABELS: readonly (readonly [outcome: string, label: string])[] = [
  ["applied", "Applied"],
  ["skipped", "Were so already"],
  ["conflict", "Changed by others"],
  ["rejected", "Refused by Routera"],
  ["retryable", "Failed for now"],
  ["unknown", "Outcome not known"],
];

/** A block of counts, a table of failures, the next commands; for programs one object. */
export const runSummaryView: View<RunSummary> = {
  table: drawSummary,
  value: (summary) => ({ one: { ...summaryJson(summary), failures: summary.failures.map(rowJson) } }),
};

/** The last line of NDJSON: the same without the failures, which have lines of their own. */
export function summaryJson(summary: RunSummary): JsonObject {
  const { counts, kind, origin, profile, shard, undoOf } = summary;
  return {
    type: "summary",
    complete: summary.complete,
    run: summary.run ?? null,
    kind,
    ...(undoOf !== undefined && { undo_of: undoOf }),
    profile,
    origin,
    plan_digest: summary.planDigest,
    ...(shard !== undefined && { shard }),
    rows: jsonNumber(summary.rows),
    ...Object.fromEntries(Object.entries(counts).map(([outcome, count]) => [outcome, jsonNumber(count)])),
    blocked: jsonNumber(summary.blocked),
    failed: jsonNumber(summary.failed),
    pending: jsonNumber(summary.pending),
    stored_differently: jsonNumber(summary.storedDifferently),
    stopped: summary.stopped ?? null,
    ...(summary.reason !== undefined && { reason: summary.reason }),
    next: summary.next.map(({ line }) => line),
  };
}

/** The columns of a row for programs, in their order. */
export const ROW_COLUMNS = ["row", "line", "id", "outcome", "status", "code", "message"] as const;

/** One row for programs: every key is always there, null for what there is not. */
export function rowJson({ row, line, id, outcome, status, code, message }: RowLine): JsonObject {
  return {
    row: number(row),
    line: number(line),
    id,
    outcome,
    status: number(status),
    code: code ?? null,
    message: message ?? null,
  };
}

function number(value: number | undefined): JsonValue {
  return value === undefined ? null : jsonNumber(value);
}

async function drawSummary(summary: RunSummary, page: Page): Promise<string> {
  const { style } = page;
  const title = titleOf(summary);
  const painted = summary.complete && summary.failureCount === 0 ? style.green(title) : style.yellow(title);
  return [
    `${painted}\n`,
    await layoutPairs(pairsOf(summary), page),
    await failureTable(summary, page),
    ...summary.next.map(({ does, line }) => `${style.dim(`${safeText(does)}:`)} ${safeText(line)}\n`),
  ].join("");
}

function titleOf({ run, complete, stopped, kind, reason }: RunSummary): string {
  if (reason !== undefined) return `Nothing to ${run === undefined ? "undo" : "resume"}: ${safeText(reason)}`;
  if (run === undefined) return kind === "undo" ? "Nothing to take back" : "Nothing to change";
  const name = safeText(run);
  if (complete) return `Run ${name} is done`;
  return stopped === undefined || stopped === "limit"
    ? `Run ${name} has rows left`
    : `Run ${name} was stopped (${safeText(stopped)})`;
}

function pairsOf(summary: RunSummary): readonly Pair[] {
  const { counts, rows } = summary;
  const pair = (label: string, count: number): readonly Pair[] =>
    count > 0 ? [{ label, value: String(count) }] : [];
  const unknown = counts.unknown ?? 0;
  return [
    { label: "Changes", value: summary.shard ? `${rows} in part ${summary.shard}` : String(rows) },
    ...LABELS.flatMap(([outcome, label]) =>
      outcome === "applied"
        ? [{ label, value: String(counts.applied ?? 0) }]
        : pair(label, counts[outcome] ?? 0),
    ),
    ...pair("Could not be changed", summary.blocked),
    ...pair("Still to do", summary.pending - unknown),
    ...pair("Kept with other values", summary.storedDifferently),
  ];
}

/** The rows that did not go well, by their lines where these are known; empty for none. */
export async function failureTable(
  { failures, failureCount }: Pick<RunSummary, "failures" | "failureCount">,
  page: Page,
): Promise<string> {
  if (failures.length === 0) return "";
  const hasLines = failures.some(({ line }) => line !== undefined);
  const columns = [
    { title: hasLines ? "Line" : "Row", align: "right" as const, keep: true },
    { title: "Id", keep: true },
    { title: "Outcome", keep: true },
    { title: "Reason", minimum: 20 },
  ];
  const rows = failures.map((one) => [
    String((hasLines ? one.line : one.row) ?? ""),
    one.id,
    one.outcome,
    reasonOf(one),
  ]);
  const untold = failureCount - failures.length;
  return `\n${await layoutTable(columns, rows, page)}${untold > 0 ? `and ${untold} more\n` : ""}\n`;
}

function reasonOf({ code, message, status }: RowLine): string {
  const facts = [status === undefined ? "" : String(status), code ?? ""].filter((fact) => fact !== "");
  return message === undefined
    ? facts.join(" ")
    : `${message}${facts.length > 0 ? ` (${facts.join(" ")})` : ""}`;
}
