/** A plan as the user of a client reads it: the same as in front of a prompt of the command line. */
import type { Wording } from "../../hint.ts";
import type { CheckedPlan } from "../../plans/file/read.ts";
import { countStep, emptyPlanCounts, type Step } from "../../plans/plan.ts";
import { plainStyle } from "../../terminal/style.ts";
import { planText } from "../../views/plan.ts";

/** Longer values are cut. */
const WIDTH = 120;

export async function previewText(
  { end, head, steps }: CheckedPlan,
  wording: Pick<Wording, "words">,
): Promise<string> {
  const counts = emptyPlanCounts();
  const counted = async function* (): AsyncGenerator<Step> {
    for await (const step of steps()) {
      countStep(counts, step);
      yield step;
    }
  };
  const { kind, origin } = head;
  const summary = () => ({
    ...counts,
    ...{ kind, origin, unchanged: end.unchanged, duplicateRows: 0, emptyRows: 0 },
    purpose: "question" as const,
  });
  let text = "";
  const page = { width: WIDTH, style: plainStyle };
  for await (const piece of planText({ steps: counted(), summary, wording }, page)) text += piece;
  return text;
}
