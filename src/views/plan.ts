/** Views of a plan's summary, and of validated input. */
import { isLosslessNumber, type JsonObject, type JsonValue, jsonNumber } from "../json.ts";
import { safeText } from "../text/escape.ts";
import { fieldsTable } from "./plan/fields.ts";
import { type PlanWording, type ShownPlanSummary, summaryText } from "./plan/summary.ts";
import { firstChanges, planSteps, type ShownStep } from "./planChanges.ts";
import type { ReportRow } from "./reports/model.ts";
import { RowCounter } from "./reports/summarizeRows.ts";
import type { Page, View } from "./view.ts";

export type { ShownPlanSummary, ShownStep };

export type ShownPlan = {
  readonly steps: AsyncIterable<ShownStep>;
  /** Complete once the steps are over. */
  readonly summary: () => ShownPlanSummary;
  /** How options are spelled. */
  readonly wording: PlanWording;
  /** How many deals are shown; undefined: all of a short plan, the first ones of a longer one. */
  readonly limit?: number | undefined;
};

const COLUMNS = [
  "type",
  "line",
  "id",
  "name",
  "field",
  "before",
  "set",
  "previous_unknown",
  "code",
  "message",
  "complete",
];

/**
 * For people each deal with its fields, `before → after`, then the fields with their most frequent changes, and the
 * counts at the end. For programs each step as an object with the names of the plan file, and as the last one
 * `{"type":"summary","complete":true,…}`: without it the output was cut.
 */
export const planView: View<ShownPlan> = {
  table: (plan, page) => planText(plan, page),
  value: (plan) => planObjects(plan),
};

/** @param more further members of the summary, asked for once the steps are over */
export function planObjects(plan: ShownPlan, more?: () => JsonObject) {
  return { many: objects(plan, more), columns: COLUMNS };
}

/** A plan for people: all changes of a short plan, the first ones of a longer one. */
export async function* planText(
  { limit, steps, summary, wording }: ShownPlan,
  page: Page,
): AsyncGenerator<string> {
  const counter = new RowCounter();
  const typesBefore = new Map<string, Set<string>>();
  const counted = counting(steps, counter, typesBefore);
  const first = firstChanges(counted, limit);
  yield* planSteps(first.steps, page);
  const end = summary();
  const { fields, ...rest } = counter.summary();
  const hidden = first.hidden();
  if (hidden > 0) {
    const where = end.showAll === undefined ? "" : `; show all: ${safeText(end.showAll)}`;
    yield `${page.style.dim(`… ${hidden} more deal${hidden === 1 ? "" : "s"}${where}`)}\n`;
  }
  // One deal says it all itself.
  const table = end.changes > 1 ? await fieldsTable({ ...rest, fields }, page) : "";
  if (table !== "") yield `\n${table}`;
  if (end.changes + end.blocked > 0) yield "\n";
  yield summaryText({ ...end, typesBefore }, page.style, wording);
}

/** @param typesBefore gets the JSON types that strings replace, by field */
async function* counting(
  steps: AsyncIterable<ShownStep>,
  counter: RowCounter,
  typesBefore: Map<string, Set<string>>,
): AsyncGenerator<ShownStep> {
  for await (const step of steps) {
    const row = rowOf(step);
    counter.add(row);
    for (const { name, before, after } of row.fields) {
      const type = isLosslessNumber(before) ? "number" : typeof before;
      if (typeof after !== "string" || (type !== "number" && type !== "boolean")) continue;
      typesBefore.set(name, (typesBefore.get(name) ?? new Set()).add(type));
    }
    yield step;
  }
}

function rowOf(step: ShownStep): ReportRow {
  const { id } = step;
  if (step.type === "blocked") return { state: "blocked", id, fields: [], code: step.code };
  const { before = {}, set } = step;
  const fields = Object.entries(set).map(([name, after]) => ({
    name,
    before: Object.hasOwn(before, name) ? before[name] : undefined,
    after,
  }));
  return { state: "planned", id, fields };
}

async function* objects(
  { limit = Number.POSITIVE_INFINITY, steps, summary }: ShownPlan,
  more?: () => JsonObject,
): AsyncGenerator<JsonObject> {
  for await (const step of firstChanges(steps, limit).steps) yield stepObject(step);
  yield { ...summaryObject(summary()), ...more?.() };
}

/** A step for programs, with the names of the plan file. */
export function stepObject(step: ShownStep): JsonObject {
  return Object.fromEntries(
    Object.entries(step).map(([key, value]) => [key, typeof value === "number" ? jsonNumber(value) : value]),
  ) as JsonObject;
}

/** The last object of a plan for programs. */
export function summaryObject(summary: ShownPlanSummary): JsonObject {
  const byName = (counts: ReadonlyMap<string, number>): JsonObject =>
    Object.fromEntries([...counts].map(([name, count]) => [name, jsonNumber(count)] as const));
  const kept: Record<string, JsonValue> = { file: summary.file ?? null, digest: summary.digest ?? null };
  return {
    type: "summary",
    complete: !summary.missing,
    origin: summary.origin,
    changes: jsonNumber(summary.changes),
    fields: jsonNumber(summary.fields),
    previous_unknown: jsonNumber(summary.previousUnknown),
    unchanged: jsonNumber(summary.unchanged),
    blocked: jsonNumber(summary.blocked),
    duplicate_rows: jsonNumber(summary.duplicateRows),
    empty_rows: jsonNumber(summary.emptyRows),
    reasons: byName(summary.reasons),
    type_changes: byName(summary.typeChanges),
    ...(summary.missing ? { missing: jsonNumber(summary.missing) } : {}),
    ...kept,
    next: (summary.changes > 0 ? summary.next : undefined) ?? null,
  };
}

export type LintedRows = {
  readonly input: string;
  /** Deals that the rows name. */
  readonly deals: number;
  /** Rows that only repeat another one; rows that set nothing. */
  readonly duplicateRows: number;
  readonly emptyRows: number;
};

/** Good news only: mistakes are a failure. */
export const planLintView: View<LintedRows> = {
  table: ({ input, deals, duplicateRows, emptyRows }, { style }) =>
    [
      `${style.green("The input is valid.")} ${safeText(input)}: ${deals} ${deals === 1 ? "deal" : "deals"}\n`,
      duplicateRows > 0 ? `${duplicateRows} ignored: each repeats an earlier row.\n` : "",
      emptyRows > 0 ? `${emptyRows} ignored: no values to set.\n` : "",
      style.dim("No requests were sent, so deal IDs were not checked.\n"),
    ].join(""),
  value: ({ input, deals, duplicateRows, emptyRows }) => ({
    one: {
      type: "lint",
      ok: true,
      input,
      deals: jsonNumber(deals),
      duplicate_rows: jsonNumber(duplicateRows),
      empty_rows: jsonNumber(emptyRows),
    },
  }),
};
