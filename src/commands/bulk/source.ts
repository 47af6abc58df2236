/** What a request asks to plan, for the engine. */
import type { Context } from "../../cli/context.ts";
import { assignedFields } from "../../deals/assignments.ts";
import { typedFields } from "../../plans/baseline/edits.ts";
import type { RowsSource } from "../../plans/input.ts";
import type { DealsSource } from "../../plans/make.ts";
import type { DealsWords, PlanRequest } from "./flags.ts";

export function planSource(context: Context, source: PlanRequest["source"]): RowsSource | DealsSource {
  return source.from === "rows" ? source : dealsSource(context, source);
}

/** Files that the words name are read when they are needed. */
export function dealsSource(context: Context, { assignments, ...source }: DealsWords): DealsSource {
  return { ...source, fields: () => assignedFields(assignments, context.readText) };
}

/** The fields that a request says are written as JSON; undefined for a request without rows. */
export function jsonFieldsOf({ source }: PlanRequest): ReadonlySet<string> | undefined {
  return source.from === "rows" ? typedFields(source.options) : undefined;
}
