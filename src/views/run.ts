/** Views of a run: its rows and its summary. */
import { type JsonObject, type JsonValue, jsonNumber } from "../json.ts";
import { plainStyle } from "../terminal/style.ts";
import { type Column, layoutTable } from "../terminal/table.ts";
import { rulerFor, wrap } from "../text/displayWidth.ts";
import { safeText } from "../text/escape.ts";
import { noChanges } from "./plan/summary.ts";
import { countLines, countOf, nextLines, runTitle } from "./run/counts.ts";
import type { Page, View } from "./view.ts";

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

export type ShownRunSummary = {
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
  /** Deals that have the values already; undefined where no one knows. */
  readonly unchanged?: number | undefined;
  readonly storedDifferently: number;
  /** Why there is nothing to do. */
  readonly reason?: string | undefined;
  /** Commands to type, with what they do. */
  readonly next: readonly { readonly line: string; readonly does: string }[];
};

/** One line with all counts, a line for each, the failed rows, the next commands; for programs one object. */
export const runSummaryView: View<ShownRunSummary> = {
  table: drawSummary,
  value: (summary) => ({ one: { ...summaryJson(summary), failures: summary.failures.map(rowJson) } }),
};

/** The last line of NDJSON: the same without the failures, which have lines of their own. */
export function summaryJson(summary: ShownRunSummary): JsonObject {
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

async function drawSummary(summary: ShownRunSummary, page: Page): Promise<string> {
  const { style } = page;
  const { run } = summary;
  if (run === undefined) {
    const commands = nextLines(summary.next, style);
    return `${emptyTitle(summary)}\n${await failureTable(summary, page)}${commands}`;
  }
  // Rows of unknown outcome are counted among those that a resume takes.
  const pending = summary.pending - (summary.counts.unknown ?? 0);
  const about = { ...summary, run, pending, status: statusOf(summary) };
  const isGood = summary.complete && summary.failed === 0;
  const counts = await countLines(about, page);
  const failures = await failureTable(summary, page);
  // A list of failed rows ends in an empty line.
  const gap = counts !== "" && failures === "" && summary.next.length > 0 ? "\n" : "";
  const { reason } = summary;
  const text = reason === undefined ? runTitle(about) : `Nothing to resume: ${safeText(reason)}`;
  const title = (isGood ? style.green : style.yellow)(text);
  return `${title}\n${counts}${failures}${gap}${nextLines(summary.next, style)}`;
}

function statusOf({ complete, stopped }: ShownRunSummary): string {
  if (complete) return "completed";
  if (stopped === undefined || stopped === "limit") return "incomplete";
  return stopped === "interrupted" || stopped === "terminated" ? "interrupted" : `stopped (${stopped})`;
}

/** There was nothing to write, and so no run. */
function emptyTitle({ blocked, kind, reason, unchanged = 0 }: ShownRunSummary): string {
  if (reason !== undefined) return `Nothing to undo: ${safeText(reason)}`;
  if (blocked > 0) return `No changes can be applied: ${countOf(blocked, "deal")} blocked`;
  return noChanges(unchanged, kind);
}

/**
 * The rows that did not go well, by their lines where these are known; empty for none. Reasons that do not fit beside their
 * rows are below them, whole.
 */
export async function failureTable(
  { failures, failureCount }: Pick<ShownRunSummary, "failures" | "failureCount">,
  page: Page,
): Promise<string> {
  if (failures.length === 0) return "";
  const hasLines = failures.some(({ line }) => line !== undefined);
  const columns = [
    { title: hasLines ? "Line" : "Row", align: "right" as const, keep: true, drop: 1 },
    { title: "ID", keep: true },
    { title: "Outcome", keep: true, drop: 2 },
  ];
  const rows = failures.map((one) => [
    String((hasLines ? one.line : one.row) ?? ""),
    one.id,
    one.outcome,
    reasonOf(one),
  ]);
  const space = { style: page.style, isAligned: true };
  const whole = await layoutTable([...columns, { title: "Reason" }], rows, { ...space, width: undefined });
  const { width } = page;
  const ruler = await rulerFor([whole]);
  const plain = { ...space, style: plainStyle, width: undefined };
  const widest = (await layoutTable([...columns, { title: "Reason" }], rows, plain)).split("\n");
  const fits = !width || widest.every((line) => ruler.width(line) <= width);
  const table = fits ? whole : await stackedTable(columns, rows, { ...page, width });
  const untold = failureCount - failures.length;
  return `\n${table}${untold > 0 ? `… ${untold} more\n` : ""}\n`;
}

/** Each reason on lines of its own below its row. */
async function stackedTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  page: Page & { readonly width: number },
): Promise<string> {
  const lines = (await layoutTable(columns, rows, page)).trimEnd().split("\n");
  const ruler = await rulerFor(rows.map((row) => safeText(row.at(-1) ?? "")));
  return lines
    .flatMap((line, at) => {
      const reason = safeText(rows[at - 1]?.at(-1) ?? "");
      return at === 0 || reason === ""
        ? [line]
        : [line, ...wrap(reason, page.width - 2, ruler).map((one) => `  ${one}`)];
    })
    .map((line) => `${line}\n`)
    .join("");
}

function reasonOf({ code, message, status }: RowLine): string {
  const facts = [status === undefined ? "" : String(status), code ?? ""].filter((fact) => fact !== "");
  return message === undefined
    ? facts.join(" ")
    : `${message}${facts.length > 0 ? ` (${facts.join(" ")})` : ""}`;
}
