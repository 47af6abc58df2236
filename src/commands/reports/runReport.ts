/** The report of a run, from its journal and the copy of its plan. */
import { accountStateDirectory } from "../../account/stateDirectory.ts";
import type { Context } from "../../cli/context.ts";
import { nextCommands } from "../../cli/hints.ts";
import { usage } from "../../failure.ts";
import { planFile, readPlan } from "../../plans/file/read.ts";
import { withoutName } from "../../plans/file/report.ts";
import type { Step } from "../../plans/plan.ts";
import { readExecutedRows } from "../../runs/report.ts";
import { parseShard } from "../../runs/shard.ts";
import { isInShard } from "../../runs/shards/shardOfId.ts";
import { type InspectedRun, type RunDetails, showRun } from "../../runs/show.ts";
import { runIn, runPath } from "../../runs/storage/runDirectory.ts";
import type { ReportRow, RunReport } from "../../views/reports/model.ts";
import { summarizeRows } from "../../views/reports/summarizeRows.ts";
import { TimelineBuilder } from "../../views/reports/timeline.ts";
import { targetFlagsOfRun } from "../bulk/targetFlags.ts";
import { damagedJournal, UNREAD, withoutReason } from "./notes.ts";

export type RunReportFacts = {
  readonly source?: string | undefined;
  readonly inputFile?: string | undefined;
  readonly planFile?: string | undefined;
  /** True for a plan that this command made: its names of deals were read from Routera. Those of a file are anyone's. */
  readonly hasNames?: boolean | undefined;
};

/** @throws Failure `run_not_started` for a run without a journal; what reading its files throws */
export async function runReport(
  context: Context,
  id: string,
  facts: RunReportFacts = {},
  shown?: InspectedRun,
): Promise<RunReport> {
  const { host } = context;
  const local = { host, stateDir: accountStateDirectory(host) };
  const { details, isUndone, undoneBy } = shown ?? (await showRun(local, id));
  const { head } = details;
  if (head === undefined) {
    throw usage("run_not_started", `run ${details.run} has no journal to report on`, {
      run: { command: "runs show", operands: [details.run] },
    });
  }
  const run = runIn(runPath(await local.stateDir.find(), details.run));
  const shard = head.shard === undefined ? undefined : parseShard(head.shard);
  const timeline = new TimelineBuilder();
  const executed = await readExecutedRows([run], timeline);
  const { hasNames = false, ...about } = facts;
  async function* steps(): AsyncGenerator<Step> {
    for await (const part of readPlan(planFile(run.files.plan))) {
      if (part.type === "plan" || part.type === "end" || !isInShard(part.id, shard)) continue;
      yield hasNames ? part : withoutName(part);
    }
  }
  const rows = (): AsyncIterable<ReportRow> => executed.rows(steps());
  const missing = executed.withoutReason;
  return {
    kind: "run",
    version: context.version,
    operation: head.kind,
    undoOf: head.undo_of,
    target: head.origin,
    profile: head.profile,
    ...about,
    digest: head.plan_digest,
    read: details.read,
    run: details.run,
    shard: head.shard,
    startedAt: head.started,
    updatedAt: details.lastAt,
    complete: details.end?.complete === true,
    stopped: details.end?.stopped,
    undoneBy,
    timeline: timeline.timeline(),
    summary: await summarizeRows(rows()),
    unchanged: shard === undefined ? await unchangedIn(run.files.plan) : 0,
    commands: await commandsOf(context, details, isUndone),
    notes: [
      ...(head.read === false ? [UNREAD] : []),
      ...(details.damage === undefined ? [] : [damagedJournal(details.damage.count)]),
      ...(missing > 0 ? [withoutReason(missing)] : []),
    ],
    rows,
  };
}

async function unchangedIn(plan: string): Promise<number> {
  for await (const part of readPlan(planFile(plan))) if (part.type === "end") return part.unchanged;
  return 0;
}

async function commandsOf(
  context: Context,
  details: RunDetails,
  isUndone: boolean,
): Promise<RunReport["commands"]> {
  const { counts, damage, head, pending, read, run, status } = details;
  if (head === undefined || damage !== undefined || status === "running") return [];
  const { line } = await context.wording(await targetFlagsOfRun(context, head));
  const next = nextCommands(
    {
      run,
      applied: isUndone ? 0 : counts.applied,
      left: pending + counts.retryable,
      refused: counts.rejected + counts.conflict,
      read,
    },
    line,
  );
  return next.map(({ does, line: text }) => ({ purpose: does, text }));
}
