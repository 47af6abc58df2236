/** A plan file: its changes, then what changes per field, then its summary. */
import { type JsonObject, jsonNumber, LosslessNumber } from "../json.ts";
import { safeText } from "../text/escape.ts";
import { planObjects, type ShownPlan, summaryText } from "./plan.ts";
import { planSteps } from "./planChanges.ts";
import { groupDigits } from "./reports/decimalSum.ts";
import type { FieldSummary } from "./reports/model.ts";
import { counted, cutText } from "./reports/valueText.ts";
import type { Page, View } from "./view.ts";

export type SavedPlan = ShownPlan & {
  /** Complete once the steps are over, as the summary is. */
  readonly fields: () => readonly FieldSummary[];
  /** Changes that are not shown. */
  readonly left: () => number;
  /** The command that shows them. */
  readonly showAll: string;
};

/** Values of a field that are shown. */
const TOP = 5;
const MAX_VALUE = 60;

export const savedPlanView: View<SavedPlan> = {
  table: drawn,
  value: (plan) => {
    const { columns, many } = planObjects(plan, () => ({ by_field: fieldsJson(plan.fields()) }));
    return { many, columns };
  },
};

async function* drawn(plan: SavedPlan, page: Page): AsyncGenerator<string> {
  yield* planSteps(plan.steps, page);
  const { style } = page;
  const summary = plan.summary();
  if (plan.left() > 0) {
    yield `… and ${groupDigits(plan.left())} more\n${style.dim("Show all:")} ${safeText(plan.showAll)}\n`;
  }
  const fields = plan.fields().map((field) => `${fieldLine(field)}\n`);
  if (fields.length > 0) yield `\n${fields.join("")}\n`;
  yield `${style.dim("target:")} ${safeText(summary.origin)}\n`;
  yield summaryText(summary, style, plan.wording);
}

/** `deal_stage: 3 deals, qualified → won (2), proposal → won (1)` */
function fieldLine(field: FieldSummary): string {
  const parts = [counted(field.count, "deal")];
  if (field.shape === "numbers") parts.push(`sum ${field.before} → ${field.after}`);
  if (field.shape === "flows") {
    for (const { count, from, to } of field.flows.slice(0, TOP)) {
      parts.push(`${cutText(from, MAX_VALUE)} → ${cutText(to, MAX_VALUE)} (${groupDigits(count)})`);
    }
    if (field.flows.length > TOP) parts.push(`${field.flows.length - TOP} more`);
  }
  if (field.shape === "text" && field.filled > 0) parts.push(`${groupDigits(field.filled)} were empty`);
  if (field.cleared > 0) parts.push(`${groupDigits(field.cleared)} cleared`);
  return safeText(`${field.name}: ${parts.join(", ")}`);
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
