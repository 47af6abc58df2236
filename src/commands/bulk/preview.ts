/** Preview of the changes on stderr, and the prompt after it. */
import { confirm } from "../../cli/confirm.ts";
import type { Context } from "../../cli/context.ts";
import { FORMATS, type Format } from "../../config/formats.ts";
import { usage } from "../../failure.ts";
import { option, say } from "../../hint.ts";
import type { Step } from "../../plans/plan.ts";
import { type Task, tasksForNewRun } from "../../runs/engine/taskQueue.ts";
import type { PlannedRun } from "../../runs/execute.ts";
import { wholeDeals } from "../../runs/failures/intendedChange.ts";
import type { JournalHead } from "../../runs/journal/record.ts";
import { inBuildRunner, safeLines } from "../../text/escape.ts";
import { planSteps } from "../../views/planChanges.ts";

/** How many steps are shown. */
const SHOWN = 10;

/** Shows the first of these steps as `deals plan` does. Errors of stderr are nobody's. */
export async function preview(
  context: Context,
  { changes, plan, shard, share: { blocked } }: PlannedRun,
): Promise<void> {
  const { stderr } = context.host;
  const page = { width: stderr.columns, style: await context.style(stderr) };
  const taken = tasksForNewRun(wholeDeals(plan.steps()), { shard, limit: changes });
  const most = Math.min(SHOWN, changes + blocked);
  for await (const text of planSteps(first(taken, most), page)) {
    await stderr.write(inBuildRunner(context.host.env) ? safeLines(text) : text).catch(() => {});
  }
  const more = changes + blocked - SHOWN;
  if (more > 0) await stderr.write(`… and ${more} more\n`).catch(() => {});
}

async function* first(tasks: AsyncIterable<Task>, most: number): AsyncGenerator<Step> {
  let shown = 0;
  for await (const task of tasks) {
    if (task.kind === "unknown") continue;
    yield task.kind === "change" ? task.change : task.step;
    if (++shown === most) return;
  }
}

/** `Change 3 deals at https://api.routera.io (profile default)?` */
export function questionOf(about: PlannedRun & { readonly profile: string }): string {
  const { changes, plan, profile, read, share, undo } = about;
  const { blocked } = share;
  const { origin } = plan.head;
  const deals = `${changes} deal${changes === 1 ? "" : "s"}`;
  const left = blocked > 0 ? `; ${blocked} cannot be changed and will be left` : "";
  const unread = read
    ? ""
    : "; they are not read first: nothing shows what others changed, and there is no way back";
  return `${verbOf(undo)} ${deals} at ${origin} (profile ${profile})${left}${unread}?`;
}

/** Who takes back an undo makes the changes of the first run once more. */
function verbOf(undo: Pick<JournalHead, "run" | "undo_of"> | undefined): string {
  if (undo === undefined) return "Change";
  return undo.undo_of === undefined
    ? `Take back run ${undo.run}: change back`
    : `Take back run ${undo.run}, which took back run ${undo.undo_of}: change once more`;
}

/** How a format is asked for. */
const FLAGS: Readonly<Record<Format, string>> = {
  table: "--format table",
  json: "--json",
  ndjson: "--format ndjson",
  csv: "--format csv",
};

const WHAT = "your consent";
const INSTEAD = say`to go without being asked, add ${option("yes")}`;

/**
 * Finds out before any work is done whether somebody can be asked.
 * @throws Failure `cannot_ask` that names --yes
 */
export async function checkCanConfirm(context: Context): Promise<void> {
  const { host } = context;
  const format = await context.format();
  if (FORMATS[format].isForPrograms) {
    throw usage("cannot_ask", `${WHAT} is not asked for with ${FLAGS[format]}`, INSTEAD);
  }
  const { checkCanAsk } = await import("../../terminal/prompt.ts");
  const { soft: signal } = context.interrupt;
  checkCanAsk({ input: host.stdin, output: host.stderr, signal, colors: false }, WHAT, INSTEAD);
}

export function confirmApply(context: Context, question: string): Promise<boolean> {
  return confirm(context, { question, what: WHAT, instead: INSTEAD });
}
