/** One run: what it was about, how its rows are, what is wrong with it. */
import { jsonNumber } from "../json.ts";
import { layoutPairs, type Pair } from "../terminal/table.ts";
import { timeText } from "./reports/valueText.ts";
import { countPairs, nextLines, runStatus, runTitle } from "./run/counts.ts";
import { failureTable, type RowLine, rowJson } from "./run.ts";
import { countsJson } from "./runs.ts";
import type { Page, View } from "./view.ts";

export type ShownRun = {
  readonly run: string;
  readonly status: string;
  readonly kind: string | undefined;
  readonly profile: string | undefined;
  readonly origin: string | undefined;
  readonly planDigest: string | undefined;
  readonly tokenFingerprint: string | undefined;
  readonly started: string | undefined;
  readonly shard: string | undefined;
  readonly undoOf: string | undefined;
  /** The runs that took this one back. */
  readonly undoneBy: readonly string[];
  readonly rows: number;
  readonly counts: Readonly<Record<string, number>>;
  /** Deals, or fields of deals, that could not be changed when the plan was made. */
  readonly blocked: number | undefined;
  /** Rejected, conflict, retryable, unknown and blocked together. */
  readonly failed: number;
  readonly pending: number;
  readonly pauses: number;
  readonly lastPause: { readonly reason: string; readonly until: string } | undefined;
  readonly resumes: number;
  readonly lastAt: string | undefined;
  readonly stopped: string | undefined;
  readonly failures: readonly RowLine[];
  readonly failureCount: number;
  readonly damage: { readonly lines: readonly number[]; readonly count: number } | undefined;
  readonly torn: { readonly line: number; readonly bytes: number } | undefined;
  readonly problem: string | undefined;
  readonly next: readonly { readonly line: string; readonly does: string }[];
};

export const shownRunView: View<ShownRun> = {
  table: draw,
  value: (run) => ({
    one: {
      run: run.run,
      status: run.status,
      kind: run.kind ?? null,
      profile: run.profile ?? null,
      origin: run.origin ?? null,
      plan_digest: run.planDigest ?? null,
      token_fingerprint: run.tokenFingerprint ?? null,
      started: run.started ?? null,
      last_record: run.lastAt ?? null,
      shard: run.shard ?? null,
      undo_of: run.undoOf ?? null,
      undone_by: [...run.undoneBy],
      rows: jsonNumber(run.rows),
      ...countsJson(run.counts),
      blocked: run.blocked === undefined ? null : jsonNumber(run.blocked),
      failed: jsonNumber(run.failed),
      pending: jsonNumber(run.pending),
      pauses: jsonNumber(run.pauses),
      resumes: jsonNumber(run.resumes),
      stopped: run.stopped ?? null,
      failures: run.failures.map(rowJson),
      failure_count: jsonNumber(run.failureCount),
      damaged_lines: jsonNumber(run.damage?.count ?? 0),
      torn_line: run.torn === undefined ? null : jsonNumber(run.torn.line),
      problem: run.problem ?? null,
      next: run.next.map(({ line }) => line),
    },
  }),
};

async function draw(run: ShownRun, page: Page): Promise<string> {
  const { style } = page;
  const about = {
    ...run,
    blocked: run.blocked ?? 0,
    // Rows of unknown outcome are counted among those that a resume takes.
    pending: run.pending - (run.counts.unknown ?? 0),
    status: runStatus(run.status),
  };
  const title = runTitle(about);
  const isGood = run.status === "finished" && run.failed === 0;
  return [
    `${(isGood ? style.green : style.yellow)(title)}\n`,
    await layoutPairs([...countPairs(about), ...factPairs(run)], page),
    (await failureTable(run, page)) || (run.next.length > 0 ? "\n" : ""),
    nextLines(run.next, style),
  ].join("");
}

function factPairs(run: ShownRun): readonly Pair[] {
  const { damage, lastPause, torn } = run;
  const text = (label: string, value: string | undefined): readonly Pair[] =>
    value === undefined ? [] : [{ label, value }];
  return [
    ...text("Stopped by", run.stopped),
    ...text("Undone by", run.undoneBy.length > 0 ? run.undoneBy.join(", ") : undefined),
    ...text("Operation", run.undoOf === undefined ? run.kind : `undo of ${run.undoOf}`),
    ...text("Target", run.origin && `${run.origin} (profile ${run.profile})`),
    ...text("Started", run.started && timeText(run.started)),
    ...text("Last update", run.lastAt && timeText(run.lastAt)),
    ...text("Resumed", run.resumes > 0 ? `${run.resumes} time${run.resumes === 1 ? "" : "s"}` : undefined),
    ...text("Pauses", lastPause && `${run.pauses}, the last until ${lastPause.until} (${lastPause.reason})`),
    ...text("Shard", run.shard),
    ...text("Plan", run.planDigest),
    ...text("Token", run.tokenFingerprint),
    ...text("Damaged lines", damage && `${damage.count}, first: ${damage.lines.join(", ")}`),
    ...text("Incomplete", torn && `line ${torn.line} (${torn.bytes} bytes); resuming the run removes it`),
    ...text("Problem", run.problem),
  ];
}
