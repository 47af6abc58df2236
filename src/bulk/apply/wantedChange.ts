/** What a row that did not go well was to become: it is told along with the reason, so that it can be fed again. */
import type { Fields } from "../../deals/deal.ts";
import type { Step } from "../plan/step.ts";
import type { Wanted } from "./rowReport.ts";
import { changeOf } from "./settleRow.ts";
import type { SourcedStep, Task } from "./work.ts";

export type WantedChange = Wanted & { readonly set?: Fields | undefined };

export function wantedOf(task: Task): WantedChange {
  if (task.kind === "doubt") {
    const { id, set } = changeOf(task.intent);
    return { id, line: task.line, set };
  }
  const { id, line, set } = task.kind === "change" ? task.change : task.step;
  return { id, line, set: task.wanted ?? set, original: task.original };
}

/**
 * The steps, each with all that is wanted of its deal. A deal may have several, and the rows of a file that is fed again
 * may not speak of one deal twice, unless they say the same.
 */
export async function* wholeDeals(steps: AsyncIterable<Step>): AsyncGenerator<SourcedStep> {
  let deal: Step[] = [];
  for await (const step of steps) {
    if (deal[0] !== undefined && deal[0].id !== step.id) {
      yield* together(deal);
      deal = [];
    }
    deal.push(step);
  }
  yield* together(deal);
}

/** @param steps of one deal; they stand one behind the other in a plan */
function together(steps: readonly Step[]): readonly SourcedStep[] {
  if (steps.length < 2) return steps.map((step) => ({ step }));
  const wanted: Fields = Object.fromEntries(steps.flatMap(({ set }) => Object.entries(set ?? {})));
  return steps.map((step) => ({ step, wanted }));
}
