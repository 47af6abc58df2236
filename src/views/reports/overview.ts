/** The first lines of a report: what it is about, and its numbers. */
import { groupDigits } from "./decimalSum.ts";
import { attentionCount, type Report, type RunReport } from "./model.ts";
import { counted, durationText, timeText } from "./valueText.ts";

export type Fact = { readonly label: string; readonly value: string };
export type Total = {
  readonly label: string;
  readonly count: number;
  readonly tone: "good" | "bad" | "plain";
};

/** One line of our own words and numbers, and of a run ID. */
export function headline(report: Report): string {
  const { states } = report.summary;
  if (report.kind === "plan") {
    const verb = report.operation === "undo" ? "restore" : "update";
    if (states.planned === 0)
      return attentionCount(report.summary) === 0 ? "No changes" : "No changes can be applied";
    return `Plan: ${counted(states.planned, "deal")} to ${verb}`;
  }
  const done = states.applied + states.skipped;
  const all = report.summary.rows - states.blocked;
  const what = report.operation === "undo" ? "Undo" : "Run";
  const status = report.complete ? "completed" : isInterrupted(report) ? "interrupted" : "incomplete";
  return `${what} ${status}: ${groupDigits(done)} of ${counted(all, "change")} applied`;
}

/** A limit that was asked for stops no run before its time. */
function isInterrupted({ stopped }: RunReport): boolean {
  return stopped !== undefined && stopped !== "limit";
}

export function facts(report: Report): readonly Fact[] {
  const fact = (label: string, value: string | undefined): readonly Fact[] =>
    value === undefined ? [] : [{ label, value }];
  const run = report.kind === "run" ? report : undefined;
  return [
    ...fact("Run", run?.run),
    ...fact("Operation", report.undoOf === undefined ? undefined : `undo of ${report.undoOf}`),
    ...fact("Target", report.target),
    ...fact("Profile", report.profile),
    ...fact("Input", report.source),
    ...fact("Plan", report.planFile),
    ...fact("Shard", run?.shard),
    ...fact("Created", report.kind === "plan" ? timeText(report.createdAt) : undefined),
    ...fact("Started", run && timeText(run.startedAt)),
    ...fact("Last update", run?.updatedAt && timeText(run.updatedAt)),
    ...fact("Active time", run && run.timeline.totalMs > 0 ? durationText(run.timeline.totalMs) : undefined),
    ...fact("Stopped by", run?.stopped),
    ...fact("Undone by", run && run.undoneBy.length > 0 ? run.undoneBy.join(", ") : undefined),
    ...fact("Digest", report.digest),
  ];
}

/** Numbers of rows, without those that are 0 and say nothing. */
export function totals(report: Report): readonly Total[] {
  const { states, changedFields, previousUnknown, storedDifferently } = report.summary;
  const some = (label: string, count: number, tone: Total["tone"]): readonly Total[] =>
    count > 0 ? [{ label, count, tone }] : [];
  const first: readonly Total[] =
    report.kind === "plan"
      ? [
          { label: "Deals to update", count: states.planned, tone: "good" },
          { label: "Fields", count: changedFields, tone: "plain" },
        ]
      : [{ label: "Applied", count: states.applied, tone: "good" }];
  return [
    ...first,
    ...some("Skipped (already set)", states.skipped, "plain"),
    ...some("Unchanged", report.unchanged, "plain"),
    ...some("Pending", states.pending, "bad"),
    ...some("Conflicts", states.conflict, "bad"),
    ...some("Blocked", states.blocked, "bad"),
    ...some("Rejected", states.rejected, "bad"),
    ...some("Retryable", states.retryable, "bad"),
    ...some("Unknown outcome", states.unknown, "bad"),
    ...some("Stored differently", storedDifferently, "bad"),
    ...some("Fields that cannot be undone", previousUnknown, "bad"),
  ];
}
