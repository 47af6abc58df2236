/** A mapping made of the header of a file and the options that it is read with, as a start. Pure. */
import { DEFAULT_PROPERTIES, SYSTEM_FIELDS } from "../../deals/deal.ts";
import { columnOf } from "../csv/header.ts";
import { DEFAULT_ID_COLUMN, type RowsOptions } from "../options.ts";
import type { ColumnForm, MappedColumn, Mapping } from "./mapping.ts";

export function startMapping(header: readonly string[], options: RowsOptions): Mapping {
  const column = options.idColumn ?? DEFAULT_ID_COLUMN;
  const columns = new Map<string, MappedColumn>();
  const ignore: string[] = [];
  const taken = new Set<string>();
  for (const name of header) {
    const { use, ...found } = columnOf(name, { ...options, mapping: undefined });
    if (use === "id" || use === "unnamed") continue;
    const field = use === "field" && "field" in found ? likelyField(found.field) : undefined;
    if (field === undefined || taken.has(field) || field === options.by) {
      ignore.push(name);
      continue;
    }
    taken.add(field);
    const isJson = options.jsonColumns?.includes(name) ?? false;
    const form: ColumnForm = isJson ? { type: "json" } : { type: "string" };
    columns.set(name, { field, form, values: undefined });
  }
  return { by: options.by ?? "id", column, columns, ignore, emptyCells: options.emptyCells };
}

/** Routera's own name for a label such as `Deal Name`; else the name as it is. */
function likelyField(name: string): string {
  const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  const system: readonly string[] = SYSTEM_FIELDS;
  return DEFAULT_PROPERTIES.find((one) => !system.includes(one) && plain(one) === plain(name)) ?? name;
}
