/** What is about to happen, on stderr, in front of the question. */
import type { Shard } from "../../bulk/apply/shard.ts";
import { wholeDeals } from "../../bulk/apply/wantedChange.ts";
import { firstTasks, type Task } from "../../bulk/apply/work.ts";
import type { Head } from "../../bulk/journal/journalRecord.ts";
import type { Plan } from "../../bulk/plan/readPlan.ts";
import type { Step } from "../../bulk/plan/step.ts";
import type { Context } from "../../context.ts";
import { inGitHubActions, safeLines } from "../../terminal/safeLines.ts";
import { planSteps } from "../../views/planSteps.ts";

/** How many steps are shown. */
const SHOWN = 10;

/** What of a plan this call would take. */
type Taken = {
  readonly changes: number;
  readonly impossible: number;
  readonly shard?: Shard | undefined;
};

/** Shows the first of these steps as `deals plan` does. Errors of stderr are nobody's. */
export async function preview(
  context: Context,
  plan: Plan,
  { changes, impossible, shard }: Taken,
): Promise<void> {
  const { stderr } = context.host;
  const page = { width: stderr.columns, style: await context.style(stderr) };
  const taken = firstTasks(wholeDeals(plan.steps()), { shard, limit: changes });
  const most = Math.min(SHOWN, changes + impossible);
  for await (const text of planSteps(first(taken, most), page)) {
    await stderr.write(inGitHubActions(context.host.env) ? safeLines(text) : text).catch(() => {});
  }
  const more = changes + impossible - SHOWN;
  if (more > 0) await stderr.write(`… and ${more} more\n`).catch(() => {});
}

async function* first(tasks: AsyncIterable<Task>, most: number): AsyncGenerator<Step> {
  let shown = 0;
  for await (const task of tasks) {
    if (task.kind === "doubt") continue;
    yield task.kind === "change" ? task.change : task.step;
    if (++shown === most) return;
  }
}

/**
 * `Change 3 deals at https://api.routera.io (profile default)?`
 * @param about.undo the run that is to be taken back, where one is
 */
export function questionOf(about: {
  readonly undo?: Pick<Head, "run" | "undo_of"> | undefined;
  readonly changes: number;
  readonly impossible: number;
  readonly origin: string;
  readonly profile: string;
  readonly read: boolean;
}): string {
  const { changes, impossible, origin, profile, read, undo } = about;
  const deals = `${changes} deal${changes === 1 ? "" : "s"}`;
  const left = impossible > 0 ? `; ${impossible} cannot be changed and will be left` : "";
  const unread = read
    ? ""
    : "; they are not read first: nothing shows what others changed, and there is no way back";
  return `${verbOf(undo)} ${deals} at ${origin} (profile ${profile})${left}${unread}?`;
}

/** Who takes back an undo makes the changes of the first run once more. */
function verbOf(undo: Pick<Head, "run" | "undo_of"> | undefined): string {
  if (undo === undefined) return "Change";
  return undo.undo_of === undefined
    ? `Take back run ${undo.run}: change back`
    : `Take back run ${undo.run}, which took back run ${undo.undo_of}: change once more`;
}
