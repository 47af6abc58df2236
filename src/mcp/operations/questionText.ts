/** What the user of a client reads before a plan is applied. */
import type { Plan } from "../../plans/file/read.ts";
import type { Step } from "../../plans/plan.ts";
import { plainStyle } from "../../terminal/style.ts";
import { safeText } from "../../text/escape.ts";
import { planSteps } from "../../views/planChanges.ts";

/** A plan with more steps than this is shown by its first ones. */
const WHOLE = 20;
const FIRST = 10;

/** Longer values are cut. */
const WIDTH = 160;

/** The steps, then how often each field changes, then the question. */
export async function questionText({ end, steps }: Plan, question: string): Promise<string> {
  const all = end.changes + end.blocked;
  const shown = all > WHOLE ? FIRST : all;
  const fields = new Map<string, number>();
  const first: Step[] = [];
  for await (const step of steps()) {
    if (first.length < shown) first.push(step);
    if (step.type !== "change") continue;
    for (const name of Object.keys(step.set)) fields.set(name, (fields.get(name) ?? 0) + 1);
  }
  const page = { width: WIDTH, style: plainStyle };
  let text = "";
  for await (const piece of planSteps(each(first), page)) text += piece;
  if (all > shown) text += `… and ${all - shown} more\n`;
  const totals = [...fields].map(
    ([name, count]) => `${safeText(name)}: ${count} ${count === 1 ? "deal" : "deals"}`,
  );
  return `${text}\n${totals.join(", ")}\n${question}`;
}

async function* each(steps: readonly Step[]): AsyncGenerator<Step> {
  yield* steps;
}
