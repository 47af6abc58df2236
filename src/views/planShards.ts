/** The parts of one plan, added up. */
import { jsonNumber } from "../json.ts";
import { layoutPairs, layoutTable } from "../terminal/table.ts";
import { runStatus } from "./run/counts.ts";
import { countsJson } from "./runs.ts";
import type { View } from "./view.ts";

export type PlanParts = {
  readonly planDigest: string;
  readonly changes: number;
  readonly parts: readonly PlanPart[];
  /** Parts with changes that no run was found for: `2/4`. */
  readonly missing: readonly string[];
  /** Parts in which there is nothing to change. */
  readonly empty: readonly string[];
  /** Runs that are not counted, because another one covers their changes. */
  readonly extra: readonly { readonly run: string; readonly shard: string }[];
  /** Directories that are not counted: of another plan, damaged, or without a write. */
  readonly ignored: readonly { readonly dir: string; readonly code: string; readonly reason: string }[];
  readonly counts: Readonly<Record<string, number>>;
  /** Rejected, conflict, retryable, unknown and blocked together. */
  readonly failed: number;
  readonly complete: boolean;
};

export type PlanPart = {
  readonly run: string;
  readonly status: string;
  readonly rows: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly pending: number;
  /** Deals, or fields of deals, that could not be changed when the plan was made; undefined where the plan can't be read. */
  readonly blocked: number | undefined;
  readonly failed: number;
  /** The runs that undid it. */
  readonly undoneBy: readonly string[];
  readonly head?: { readonly shard?: string | undefined } | undefined;
};

export const planPartsView: View<PlanParts> = {
  table: async (
    { changes, complete, counts, empty, extra, failed, ignored, missing, parts, planDigest },
    page,
  ) => {
    const number = { align: "right" as const, keep: true };
    const columns = [
      { title: "Shard", keep: true },
      { title: "Run", keep: true },
      { title: "Status", keep: true },
      { title: "Changes", ...number },
      { title: "Applied", ...number },
      { title: "Failed", ...number },
      { title: "Pending", ...number },
    ];
    const rows = parts.map((part) => [
      partName(part),
      part.run,
      runStatus(part.status),
      String(part.rows),
      String(part.counts.applied ?? 0),
      String(part.failed),
      String(part.pending),
    ]);
    const facts = [
      { label: "Plan", value: planDigest },
      { label: "Changes", value: String(changes) },
      { label: "Applied", value: String(counts.applied ?? 0) },
      {
        label: "Failed",
        value: String(failed),
      },
      ...parts
        .filter(({ undoneBy }) => undoneBy.length > 0)
        .map((part) => ({ label: "Undone", value: `${part.run} by ${part.undoneBy.join(", ")}` })),
      ...(missing.length > 0 ? [{ label: "Shards without a run", value: missing.join(", ") }] : []),
      ...(empty.length > 0 && changes > 0 ? [{ label: "Empty shards", value: empty.join(", ") }] : []),
      ...(extra.length > 0
        ? [{ label: "Duplicates", value: extra.map(({ run, shard }) => `${shard} by ${run}`).join(", ") }]
        : []),
      ...ignored.map(({ dir, reason }) => ({ label: "Not counted", value: `${dir}: ${reason}` })),
      { label: "Complete", value: complete ? "yes" : "no" },
    ];
    const table = rows.length === 0 ? "" : `${await layoutTable(columns, rows, page)}\n`;
    return `${table}${await layoutPairs(facts, page)}`;
  },
  value: ({ changes, complete, counts, empty, extra, failed, ignored, missing, parts, planDigest }) => ({
    one: {
      plan_digest: planDigest,
      changes: jsonNumber(changes),
      complete,
      ...countsJson(counts),
      failed: jsonNumber(failed),
      missing: [...missing],
      empty: [...empty],
      doubled: extra.map(({ run, shard }) => ({ run, shard })),
      ignored: ignored.map(({ code, dir, reason }) => ({ directory: dir, code, reason })),
      parts: parts.map((part) => ({
        part: partName(part),
        run: part.run,
        status: part.status,
        rows: jsonNumber(part.rows),
        ...countsJson(part.counts),
        blocked: part.blocked === undefined ? null : jsonNumber(part.blocked),
        failed: jsonNumber(part.failed),
        pending: jsonNumber(part.pending),
        undone_by: [...part.undoneBy],
      })),
    },
  }),
};

function partName({ head }: PlanPart): string {
  return head?.shard ?? "1/1";
}
