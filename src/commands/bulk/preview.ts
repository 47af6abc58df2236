/** Preview of the changes on stderr, and the prompt after it. */
import { askYes } from "../../cli/confirm.ts";
import type { Context } from "../../cli/context.ts";
import { Failure, usage } from "../../failure.ts";
import { option, say } from "../../hint.ts";
import type { Plan } from "../../plans/file/read.ts";
import type { Step } from "../../plans/plan.ts";
import { firstTasks, type Task } from "../../runs/engine/taskQueue.ts";
import { wholeDeals } from "../../runs/failures/intendedChange.ts";
import type { Head } from "../../runs/journal/record.ts";
import type { Shard } from "../../runs/shard.ts";
import { inBuildRunner, safeLines } from "../../text/escape.ts";
import { planSteps } from "../../views/planChanges.ts";

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
    await stderr.write(inBuildRunner(context.host.env) ? safeLines(text) : text).catch(() => {});
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

const WHAT = "your consent";
const INSTEAD = say`to go without being asked, add ${option("yes")}`;

/**
 * Finds out before any work is done whether somebody can be asked.
 * @throws Failure `cannot_ask` that names --yes
 */
export async function checkConsent(context: Context, given: boolean): Promise<void> {
  if (given) return;
  const { host } = context;
  const format = await context.format();
  if (format === "json" || format === "ndjson") {
    throw usage(
      "cannot_ask",
      `${WHAT} is not asked for with --${format === "json" ? "json" : "format ndjson"}`,
      INSTEAD,
    );
  }
  const { checkCanAsk } = await import("../../terminal/prompt.ts");
  const { soft: signal } = context.interrupt;
  checkCanAsk({ input: host.stdin, output: host.stderr, signal, colours: false }, WHAT, INSTEAD);
}

/** @throws Failure `declined` (exit 9) for a no */
export async function askConsent(context: Context, given: boolean, question: string): Promise<void> {
  if (given) return;
  if (await askYes(context, { question, what: WHAT, instead: INSTEAD })) return;
  throw new Failure("guard", "not confirmed: nothing was changed", { code: "declined" });
}
