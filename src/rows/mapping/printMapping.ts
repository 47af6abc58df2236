/** A mapping → the text of its file. */
import { stringify } from "yaml";
import type { MappedColumn, Mapping } from "./mapping.ts";

export type MappingFormat = "yaml" | "json";

/** `parseMapping` gives the same mapping back. */
export function printMapping(
  { by, column, columns, ignore, emptyCells }: Mapping,
  format: MappingFormat,
): string {
  const entries = [...columns].map(([name, one]) => [name, entryOf(one)] as const);
  const file = {
    by,
    column,
    ...(entries.length > 0 && { columns: Object.fromEntries(entries) }),
    ...(ignore.length > 0 && { ignore: [...ignore] }),
    ...(emptyCells !== undefined && { empty_cells: emptyCells }),
  };
  return format === "json"
    ? `${JSON.stringify(file, null, 2)}\n`
    : stringify(file, { lineWidth: 0, aliasDuplicateObjects: false });
}

function entryOf({ field, form, values }: MappedColumn): unknown {
  if (form.type === "string" && values === undefined) return field;
  const { type, ...more } = form;
  return {
    field,
    ...(type !== "string" && { type, ...more }),
    ...(values !== undefined && { values: Object.fromEntries(values) }),
  };
}
