/** Preview of the changes on stderr, and the prompt after it. */
import { confirm } from "../../cli/confirm.ts";
import type { Context } from "../../cli/context.ts";
import { FORMATS, type Format } from "../../config/formats.ts";
import { usage } from "../../failure.ts";
import { option, placeholder, say } from "../../hint.ts";
import { countStep, emptyPlanCounts, type PlanCounts, type Step } from "../../plans/plan.ts";
import { type Task, tasksForNewRun } from "../../runs/engine/taskQueue.ts";
import type { PlannedRun } from "../../runs/execute.ts";
import { wholeDeals } from "../../runs/failures/intendedChange.ts";
import type { JournalHead } from "../../runs/journal/record.ts";
import { inBuildRunner, safeLines } from "../../text/escape.ts";
import { planText, type ShownPlanSummary } from "../../views/plan.ts";
import { showAll } from "../reports/planReport.ts";

/** Shows the steps of the run as `deals plan` does, on stderr; what cannot be written there is dropped. */
export async function preview(
  context: Context,
  { changes, plan, planFile, shard, share: { changes: planned } }: PlannedRun,
): Promise<void> {
  const { env, stderr } = context.host;
  const page = { width: stderr.columns, style: await context.style(stderr) };
  const wording = await context.wording();
  const counts = emptyPlanCounts();
  const limit = changes < planned ? changes : undefined;
  const steps = stepsOf(tasksForNewRun(wholeDeals(plan.steps()), { shard, limit }), counts);
  const { kind, origin } = plan.head;
  // Unchanged deals have no step, so no one knows to which shard they belong.
  const unchanged = shard === undefined ? plan.end.unchanged : 0;
  const summary = (): ShownPlanSummary => ({
    ...counts,
    ...{ kind, origin, unchanged, duplicateRows: 0, emptyRows: 0, purpose: "question" },
    showAll: planFile === undefined ? undefined : wording.line(showAll(planFile)),
  });
  for await (const text of planText({ steps, summary, wording }, page)) {
    await stderr.write(inBuildRunner(env) ? safeLines(text) : text).catch(() => {});
  }
}

async function* stepsOf(tasks: AsyncIterable<Task>, counts: PlanCounts): AsyncGenerator<Step> {
  for await (const task of tasks) {
    if (task.kind === "unknown") continue;
    const step = task.kind === "change" ? task.change : task.step;
    countStep(counts, step);
    yield step;
  }
}

/** `Apply 3 changes to https://api.routera.io (profile default)?`, and what the answer does not change. */
export function questionOf(about: PlannedRun & { readonly profile: string }): string {
  const { changes, plan, profile, read, share, undo } = about;
  const { blocked } = share;
  const { origin } = plan.head;
  const number = changes < share.changes ? `${changes} of ${share.changes}` : String(changes);
  const what = `${number} change${number === "1" ? "" : "s"}`;
  const left = blocked > 0 ? [`${blocked} blocked deal${blocked === 1 ? " is" : "s are"} not included.`] : [];
  const unread = read ? [] : ["Deals are not read first: no conflict detection and no undo."];
  return [`${verbOf(undo, what)} ${origin} (profile ${profile})?`, ...left, ...unread].join(" ");
}

/** An undo of an undo makes the changes of the first run again. */
function verbOf(undo: Pick<JournalHead, "run" | "undo_of"> | undefined, what: string): string {
  if (undo === undefined) return `Apply ${what} to`;
  return undo.undo_of === undefined
    ? `Undo run ${undo.run} and revert ${what} at`
    : `Undo run ${undo.run} (an undo of run ${undo.undo_of}) and reapply ${what} to`;
}

/** How a format is asked for. */
const FLAGS: Readonly<Record<Format, string>> = {
  table: "--format table",
  json: "--json",
  ndjson: "--format ndjson",
  csv: "--format csv",
};

const WHAT = "confirmation";
const INSTEAD = say`add ${option("approve", placeholder("DIGEST"))} to apply the plan that was reviewed, or ${option("yes")} to skip the prompt`;

/**
 * Finds out before any work is done whether someone can be asked.
 * @throws Failure `cannot_ask` that names --yes
 */
export async function checkCanConfirm(context: Context): Promise<void> {
  const { host } = context;
  const format = await context.format();
  if (FORMATS[format].isForPrograms) {
    throw usage("cannot_ask", `cannot prompt for ${WHAT} with ${FLAGS[format]}`, INSTEAD);
  }
  const { checkCanAsk } = await import("../../terminal/prompt.ts");
  const { soft: signal } = context.interrupt;
  checkCanAsk({ input: host.stdin, output: host.stderr, signal, colors: false }, WHAT, INSTEAD);
}

export function confirmApply(context: Context, question: string): Promise<boolean> {
  return confirm(context, { question, what: WHAT, instead: INSTEAD });
}
