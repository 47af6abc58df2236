/** What one column (or the key of a JSON object) is for. */
import { SYSTEM_FIELDS } from "../../deals/deal.ts";
import { checkFieldName } from "../../deals/fieldName.ts";
import { Failure } from "../../failure.ts";
import { DEFAULT_ID_COLUMN, type RowsOptions } from "./rowsOptions.ts";

/** It holds the id, sets a field, sets nothing, or can't be used. */
export type Column =
  | { readonly use: "id" }
  | { readonly use: "field"; readonly field: string; readonly json: boolean }
  | { readonly use: "nothing" }
  | { readonly use: "refused"; readonly code: string; readonly reason: string };

/** By name. What was said explicitly goes before the rule that a leading `_` sets nothing. */
export function columnOf(name: string, options: RowsOptions): Column {
  if (name === (options.idColumn ?? DEFAULT_ID_COLUMN)) return { use: "id" };
  const mapped = options.map?.get(name);
  if (options.ignoreColumns?.includes(name)) return { use: "nothing" };
  // `__proto__` starts with `_` too, but nobody writes it to leave a mark.
  if (mapped === undefined && name.startsWith("_") && name !== "__proto__") return { use: "nothing" };
  try {
    const field = checkFieldName(mapped ?? name);
    return { use: "field", field, json: options.jsonColumns?.includes(name) ?? false };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { use: "refused", code: error.code, reason: error.message };
  }
}

/** How to leave out the columns that Routera keeps itself, all in one go; undefined where there are none. */
export function leaveOutHint(names: readonly string[], options: RowsOptions): string | undefined {
  const system = names.filter(
    (name) =>
      (SYSTEM_FIELDS as readonly string[]).includes(name) && columnOf(name, options).use === "refused",
  );
  if (system.length === 0) return undefined;
  const flags = system.map((name) => `--ignore-column ${name}`).join(" ");
  return `leave out what Routera keeps itself: add ${flags}, or start the names with "_"`;
}
