/** Runs at a glance. */
import { type JsonObject, jsonNumber } from "../json.ts";
import { layoutTable } from "../terminal/table.ts";
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
  /** Rows by outcome; undefined until the run has ended in good order. */
  readonly counts: Readonly<Record<string, number>> | undefined;
  /** Deals, or fields of deals, that could not be changed when the plan was made; undefined until the run has ended in good order. */
  readonly blocked: number | undefined;
  /** Rejected, conflict, retryable, unknown and blocked together; undefined until the run has ended in good order. */
  readonly failed: number | undefined;
  readonly stopped: string | undefined;
  readonly problem: string | undefined;
};

export const runsView: View<readonly RunLine[]> = {
  table: async (runs, page) => {
    if (runs.length === 0) return "No runs yet.\n";
    const columns = [
      { title: "Run", keep: true },
      { title: "Status", keep: true },
      { title: "What" },
      { title: "Changes", align: "right" as const },
      { title: "Applied", align: "right" as const },
      { title: "Failed", align: "right" as const },
      { title: "Profile" },
    ];
    const paint = { finished: page.style.green, running: page.style.cyan, damaged: page.style.red };
    const rows = runs.map((run) => [
      run.run,
      { text: run.status, paint: paint[run.status as keyof typeof paint] ?? page.style.yellow },
      whatOf(run),
      number(run.rows),
      number(run.counts?.applied),
      number(run.failed),
      run.profile ?? "",
    ]);
    const problems = runs.flatMap(({ problem, run }) =>
      problem === undefined ? [] : [`${run}: ${problem}`],
    );
    const table = await layoutTable(columns, rows, page);
    return problems.length === 0
      ? table
      : `${table}\n${await layoutTable(
          [{ title: "Problems" }],
          problems.map((one) => [one]),
          page,
        )}`;
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

function whatOf({ kind, shard, undoOf }: RunLine): string {
  if (undoOf !== undefined) return `undo of ${undoOf}`;
  return shard === undefined ? (kind ?? "") : `${kind} ${shard}`;
}

function number(value: number | undefined): string {
  return value === undefined ? "" : String(value);
}
