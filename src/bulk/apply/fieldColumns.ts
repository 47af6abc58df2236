/** The fields that a plan sets → the columns of a sheet that says the same. */
import type { Fields } from "../../deals/deal.ts";
import { usage } from "../../failure.ts";
import { printJson } from "../../json.ts";
import type { Step } from "../plan/step.ts";
import { columnOf } from "../rows/column.ts";

/** `json`: its cells hold JSON, as `--json-column` reads it, since some value is no text, or an empty one. */
export type FieldColumn = { readonly field: string; readonly json: boolean };

/**
 * In the order in which the fields come. Memory: the names alone.
 * @param isPlain false for a name that a sheet can't have as it is
 * @throws Failure `bad_failures_file` for a field that no column of a sheet can set
 */
export async function fieldColumns(
  path: string,
  steps: AsyncIterable<Step>,
  isPlain: (name: string) => boolean,
): Promise<readonly FieldColumn[]> {
  const found = new Map<string, boolean>();
  for await (const { set = {} } of steps) {
    for (const [field, value] of Object.entries(set)) {
      // An empty cell leaves its field alone.
      const json = typeof value !== "string" || value === "";
      found.set(field, json || found.get(field) === true);
    }
  }
  for (const field of found.keys()) {
    if (field.trim() === field && isPlain(field) && columnOf(field, {}).use === "field") continue;
    throw usage(
      "bad_failures_file",
      `no column of a sheet sets the field ${JSON.stringify(field)}`,
      `name it ${path.replace(/\.\w+$/, ".ndjson")}`,
    );
  }
  return [...found].map(([field, json]) => ({ field, json }));
}

export function fieldCell({ field, json }: FieldColumn, set: Fields): string {
  if (!Object.hasOwn(set, field)) return "";
  const value = set[field] ?? null;
  return json || typeof value !== "string" ? printJson(value) : value;
}
