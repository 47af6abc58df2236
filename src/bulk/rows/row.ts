/** One row of the input: which deal, and what is to become of its fields. */
import type { Fields } from "../../deals/deal.ts";
import type { JsonObject, JsonValue } from "../../json.ts";

/** A row that sets at least one field. */
export type Row = {
  /** Counted from 0 over the rows that set something; the same in every pass over the same input. */
  readonly index: number;
  /** The first line of the row in the file, from 1. */
  readonly line: number;
  /** For JSON arrays, which may stand on one line: the element, from 1. */
  readonly item?: number;
  /** Checked by `checkDealId`. */
  readonly id: string;
  /** What to set, by Routera's field names; null clears. Never empty. */
  readonly fields: Fields;
  /** The row as it came, for writing it again. */
  readonly original: Original;
};

/** A row as it came: the cells of a sheet under their header, or a JSON object with all its keys. */
export type Original =
  | { readonly kind: "cells"; readonly header: readonly string[]; readonly cells: readonly string[] }
  | { readonly kind: "object"; readonly object: JsonObject };

/**
 * The value of a column as it came, also of one that sets nothing: columns that start with `_` are how a sheet
 * carries marks of its own (the state at export, `_status` and `_error` of a failed row).
 * @returns undefined where the row has no such column
 */
export function originalValue(original: Original, column: string): JsonValue | undefined {
  if (original.kind === "object") {
    return Object.hasOwn(original.object, column) ? original.object[column] : undefined;
  }
  const at = original.header.indexOf(column);
  return at === -1 ? undefined : original.cells[at];
}
