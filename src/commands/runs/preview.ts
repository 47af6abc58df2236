/** What is about to happen, on stderr, in front of the question. */
import type { Plan } from "../../bulk/plan/readPlan.ts";
import type { Step } from "../../bulk/plan/step.ts";
import type { Context } from "../../context.ts";
import { inGitHubActions, safeLines } from "../../terminal/safeLines.ts";
import { planSteps } from "../../views/planSteps.ts";

/** How many steps are shown. */
const SHOWN = 10;

/** Shows the first steps of a plan as `deals plan` does. Errors of stderr are nobody's. */
export async function preview(context: Context, plan: Plan): Promise<void> {
  const { stderr } = context.host;
  const page = { width: stderr.columns, style: await context.style(stderr) };
  const { changes, impossible } = plan.end;
  for await (const text of planSteps(first(plan.steps()), page)) {
    await stderr.write(inGitHubActions(context.host.env) ? safeLines(text) : text).catch(() => {});
  }
  const more = changes + impossible - SHOWN;
  if (more > 0) await stderr.write(`… and ${more} more\n`).catch(() => {});
}

async function* first(steps: AsyncIterable<Step>): AsyncGenerator<Step> {
  let shown = 0;
  for await (const step of steps) {
    yield step;
    if (++shown === SHOWN) return;
  }
}

/** `Change 3 deals at https://api.routera.io (profile default)?` */
export function questionOf(about: {
  readonly kind: "apply" | "undo";
  readonly changes: number;
  readonly impossible: number;
  readonly origin: string;
  readonly profile: string;
  readonly read: boolean;
}): string {
  const { changes, impossible, kind, origin, profile, read } = about;
  const deals = `${changes} deal${changes === 1 ? "" : "s"}`;
  const left = impossible > 0 ? `; ${impossible} cannot be changed and will be left` : "";
  const unread = read
    ? ""
    : "; they are not read first: nothing shows what others changed, and there is no way back";
  const verb = kind === "undo" ? "Take back the changes of" : "Change";
  return `${verb} ${deals} at ${origin} (profile ${profile})${left}${unread}?`;
}
