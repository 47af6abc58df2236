/** The fields that a request says are written as JSON. Pure. */
import { typedFields } from "../../plans/baseline/edits.ts";
import type { PlanRequest } from "../../plans/make.ts";

/** Undefined for a request without rows. */
export function jsonFieldsOf({ source }: PlanRequest): ReadonlySet<string> | undefined {
  return source.from === "rows" ? typedFields(source.options) : undefined;
}
