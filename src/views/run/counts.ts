/** The counts of a run for people: its first line, and a line for each outcome. */
import type { Style } from "../../terminal/style.ts";
import { layoutPairs, type Pair } from "../../terminal/table.ts";
import { safeText } from "../../text/escape.ts";
import type { Page } from "../view.ts";

export type RunCounts = {
  readonly run: string;
  /** `completed`, `incomplete`, `interrupted`, … */
  readonly status: string;
  readonly shard?: string | undefined;
  readonly undoOf?: string | undefined;
  /** Changes that the run has. */
  readonly rows: number;
  /** Rows by outcome. */
  readonly counts: Readonly<Record<string, number>>;
  /** Deals, or fields of deals, that the plan knows cannot be changed. */
  readonly blocked: number;
  /** Rows that were not sent yet. */
  readonly pending: number;
  /** Rows that Routera stored with other values. */
  readonly storedDifferently?: number | undefined;
};

/** What outcomes are called in a list and in a sentence, in this order. */
const OUTCOMES: readonly (readonly [outcome: string, label: string, one: string, many: string])[] = [
  ["skipped", "Skipped (already set)", "skipped", "skipped"],
  ["conflict", "Conflicts", "conflict", "conflicts"],
  ["rejected", "Rejected", "rejected", "rejected"],
  ["retryable", "Retryable", "retryable", "retryable"],
  ["unknown", "Unknown outcome", "unknown outcome", "unknown outcomes"],
];

/** `Run … completed: 1049 of 1050 changes applied (1 conflict), 1 deal blocked` */
export function runTitle({ blocked, counts, pending, rows, run, shard, status, undoOf }: RunCounts): string {
  const about = [
    ...(undoOf === undefined ? [] : [`undo of ${undoOf}`]),
    ...(shard === undefined ? [] : [`shard ${shard}`]),
  ];
  const name = `Run ${run}${about.length > 0 ? ` (${about.join(", ")})` : ""}`;
  const others = OUTCOMES.flatMap(([outcome, , one, many]) => {
    const count = counts[outcome] ?? 0;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  });
  const parts = [
    `${counts.applied ?? 0} of ${countOf(rows, "change")} applied${others.length > 0 ? ` (${others.join(", ")})` : ""}`,
    ...(pending > 0 ? [`${pending} pending`] : []),
    ...(blocked > 0 ? [`${countOf(blocked, "deal")} blocked`] : []),
  ];
  return safeText(`${name} ${status}: ${parts.join(", ")}`);
}

/** What the status of a run is called for people. */
export function runStatus(status: string): string {
  return { finished: "completed", not_started: "not started" }[status] ?? status;
}

/** A line for each outcome that there is. */
export function countPairs(about: Omit<RunCounts, "run" | "status">): readonly Pair[] {
  const { blocked, counts, pending, storedDifferently = 0 } = about;
  const some = (label: string, count: number): readonly Pair[] =>
    count > 0 ? [{ label, value: String(count) }] : [];
  return [
    { label: "Applied", value: String(counts.applied ?? 0) },
    ...OUTCOMES.flatMap(([outcome, label]) => some(label, counts[outcome] ?? 0)),
    ...some("Blocked", blocked),
    ...some("Pending", pending),
    ...some("Stored differently", storedDifferently),
  ];
}

/** The commands that come next, under their verb. Nothing in them is ever cut. */
export function nextLines(
  next: readonly { readonly does: string; readonly line: string }[],
  style: Style,
): string {
  const width = Math.max(0, ...next.map(({ does }) => does.length)) + 1;
  return next
    .map(({ does, line }) => `${style.dim(`${safeText(does)}:`.padEnd(width))} ${safeText(line)}\n`)
    .join("");
}

/** The counts as lines; empty where the title says it all. */
export async function countLines(about: RunCounts, page: Page): Promise<string> {
  const pairs = countPairs(about);
  return pairs.length === 1 && about.counts.applied === about.rows ? "" : layoutPairs(pairs, page);
}

/** `1 deal`, `2 deals` */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
