/** One report of the shards of a plan. */
import type { Context } from "../../cli/context.ts";
import { usage } from "../../failure.ts";
import { placeholder } from "../../hint.ts";
import type { CheckedPlan } from "../../plans/file/read.ts";
import { withoutNames } from "../../plans/file/report.ts";
import { readExecutedRows } from "../../runs/report.ts";
import type { ShownShards } from "../../runs/shards/aggregate.ts";
import type { RunReport } from "../../views/reports/model.ts";
import { summarizeRows } from "../../views/reports/summarizeRows.ts";
import { TimelineBuilder } from "../../views/reports/timeline.ts";
import { doubledShard, ignoredRun, missingShards, shardState, UNREAD, withoutReason } from "./notes.ts";

/** @throws Failure `no_runs` where there is no run to report on */
export async function shardsReport(
  context: Context,
  plan: CheckedPlan,
  planFile: string,
  shards: ShownShards,
): Promise<RunReport> {
  const { complete, extra, ignored, missing, parts, planDigest, runs } = shards;
  const heads = parts.flatMap(({ head }) => head ?? []);
  const [first] = heads;
  if (first === undefined) {
    throw usage("no_runs", `no run of the plan ${planFile} to report on`, {
      run: { command: "deals apply", operands: [planFile], options: { shard: placeholder("1/4") } },
    });
  }
  const timeline = new TimelineBuilder();
  const executed = await readExecutedRows(runs, timeline);
  const { steps } = withoutNames(plan);
  const rows = () => executed.rows(steps());
  const times = (at: (part: (typeof parts)[number]) => string | undefined) =>
    parts.flatMap((part) => at(part) ?? []).sort();
  return {
    kind: "run",
    version: context.version,
    operation: first.kind,
    undoOf: first.undo_of,
    target: first.origin,
    profile: first.profile,
    planFile,
    digest: planDigest,
    read: parts.some(({ read }) => read),
    run: `${parts.length} runs of ${parts.length + missing.length} shards`,
    startedAt: times(({ head }) => head?.started)[0] ?? first.started,
    updatedAt: times(({ lastAt }) => lastAt).at(-1),
    complete,
    stopped: undefined,
    undoneBy: [...new Set(parts.flatMap(({ undoneBy }) => undoneBy))],
    timeline: timeline.timeline(),
    summary: await summarizeRows(rows()),
    unchanged: plan.end.unchanged,
    commands: [],
    notes: [
      ...(heads.some(({ read }) => read === false) ? [UNREAD] : []),
      ...(missing.length > 0 ? [missingShards(missing)] : []),
      ...extra.map(doubledShard),
      ...ignored.map(ignoredRun),
      ...parts.map(shardState),
      ...(executed.withoutReason > 0 ? [withoutReason(executed.withoutReason)] : []),
    ],
    rows,
  };
}
