/** Runs at a glance. */
import { type JsonObject, jsonNumber } from "../json.ts";
import { layoutTable } from "../terminal/table.ts";
import { safeText } from "../text/escape.ts";
import { timeText } from "./reports/valueText.ts";
import { runStatus } from "./run/counts.ts";
import type { View } from "./view.ts";

export type RunLine = {
  readonly run: string;
  /** `running`, `finished`, `incomplete`, `not_started` or `damaged`. */
  readonly status: string;
  /** ISO 8601. */
  readonly created: string;
  readonly kind: string | undefined;
  readonly profile: string | undefined;
  readonly origin: string | undefined;
  readonly planDigest: string | undefined;
  readonly shard: string | undefined;
  readonly undoOf: string | undefined;
  /** Changes of its plan, or of its part of it. */
  readonly rows: number | undefined;
  /** Rows by outcome; undefined where the journal cannot be read. */
  readonly counts: Readonly<Record<string, number>> | undefined;
  /** Deals, or fields of deals, that could not be changed when the plan was made; undefined where nothing reports it. */
  readonly blocked: number | undefined;
  /** Rejected, conflict, retryable, unknown and blocked together; undefined where nothing reports it. */
  readonly failed: number | undefined;
  readonly stopped: string | undefined;
  readonly problem: string | undefined;
};

/** Columns of a terminal on which times and operations are shown in full. */
const WIDE = 120;

export const runsView: View<readonly RunLine[]> = {
  table: async (runs, page) => {
    if (runs.length === 0) return "No runs yet.\n";
    const isWide = !page.width || page.width >= WIDE;
    const columns = [
      { title: "Run", keep: true },
      { title: isWide ? "Started" : "Started (UTC)", keep: true, drop: 2 },
      { title: "Operation", keep: true, drop: 4 },
      { title: "Status", keep: true },
      { title: "Applied", keep: true, align: "right" as const },
      { title: "Failed", keep: true, drop: 3, align: "right" as const },
      { title: "Profile", drop: 1 },
    ];
    const { cyan, green, red, yellow } = page.style;
    const paint: Readonly<Record<string, typeof red>> = { finished: green, running: cyan, damaged: red };
    const rows = runs.map((run) => [
      run.run,
      isWide ? timeText(run.created) : timeText(run.created).replace(/:\d\d UTC$/, ""),
      operationOf(run, isWide),
      { text: runStatus(run.status), paint: paint[run.status] ?? yellow },
      run.rows === undefined ? "" : `${run.counts?.applied ?? "?"}/${run.rows}`,
      { text: number(run.failed), paint: run.failed ? red : (text: string) => text },
      run.profile ?? "",
    ]);
    const problems = runs.flatMap(({ problem, run }) =>
      problem === undefined ? [] : [`${run}: ${problem}`],
    );
    const table = await layoutTable(columns, rows, page);
    // A problem names what to look at: it is never cut.
    return problems.length === 0 ? table : `${table}\nProblems\n${problems.map(problemLine).join("")}`;
  },
  value: (runs) => ({ one: runs.map(runJson) }),
};

/** Counts for programs. */
export function countsJson(counts: Readonly<Record<string, number>>): JsonObject {
  return Object.fromEntries(Object.entries(counts).map(([outcome, count]) => [outcome, jsonNumber(count)]));
}

function runJson(run: RunLine): JsonObject {
  return {
    run: run.run,
    status: run.status,
    created: run.created,
    kind: run.kind ?? null,
    profile: run.profile ?? null,
    origin: run.origin ?? null,
    plan_digest: run.planDigest ?? null,
    shard: run.shard ?? null,
    undo_of: run.undoOf ?? null,
    rows: run.rows === undefined ? null : jsonNumber(run.rows),
    counts: run.counts === undefined ? null : countsJson(run.counts),
    blocked: run.blocked === undefined ? null : jsonNumber(run.blocked),
    failed: run.failed === undefined ? null : jsonNumber(run.failed),
    stopped: run.stopped ?? null,
    problem: run.problem ?? null,
  };
}

/** Which run is undone is in the details of a run as well. */
function operationOf({ kind, shard, undoOf }: RunLine, isWide: boolean): string {
  if (undoOf !== undefined && isWide) return `undo of ${undoOf}`;
  return shard === undefined ? (kind ?? "") : `${kind} shard ${shard}`;
}

function problemLine(text: string): string {
  return `  ${safeText(text)}\n`;
}

function number(value: number | undefined): string {
  return value === undefined ? "" : String(value);
}
