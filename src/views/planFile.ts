/** A plan file: as a plan is shown that was just made, with its totals per field for programs too. */
import { type JsonObject, jsonNumber, LosslessNumber } from "../json.ts";
import { safeText } from "../text/escape.ts";
import { planObjects, planText, type ShownPlan } from "./plan.ts";
import type { FieldSummary } from "./reports/model.ts";
import type { Page, View } from "./view.ts";

export type ShownPlanFile = ShownPlan & {
  readonly target: string;
  /** Complete once the steps are over, as the summary is. */
  readonly fields: () => readonly FieldSummary[];
};

export const planFileView: View<ShownPlanFile> = {
  table: planFileText,
  value: (plan) => planObjects(plan, () => ({ by_field: fieldsJson(plan.fields()) })),
};

async function* planFileText(plan: ShownPlanFile, page: Page): AsyncGenerator<string> {
  yield `${page.style.dim("Target:")} ${safeText(plan.target)}\n\n`;
  yield* planText(plan, page);
}

function fieldsJson(fields: readonly FieldSummary[]): JsonObject {
  return Object.fromEntries(fields.map((field) => [field.name, fieldJson(field)]));
}

function fieldJson(field: FieldSummary): JsonObject {
  const { cleared, count, filled, notRead } = field;
  const facts = {
    deals: jsonNumber(count),
    filled: jsonNumber(filled),
    cleared: jsonNumber(cleared),
    not_read: jsonNumber(notRead),
  };
  if (field.shape === "numbers") {
    const { after, before, difference } = field;
    return {
      ...facts,
      sum_before: exact(before),
      sum_after: exact(after),
      difference: exact(difference),
    };
  }
  if (field.shape === "text") return facts;
  return {
    ...facts,
    changes: field.flows.map(({ count: deals, from, to }) => ({ from, to, deals: jsonNumber(deals) })),
  };
}

/** A sum as it is shown, with its digits in groups → the number. */
function exact(sum: string): LosslessNumber {
  return new LosslessNumber(sum.replaceAll(",", ""));
}
