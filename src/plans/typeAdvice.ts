/** How a field keeps the type of its value, where a string would replace a number or boolean. Pure. */
import { option, type Words, words } from "../hint.ts";
import { formatByEnding, TYPED_FORMATS } from "../rows/format.ts";
import type { RowsOptions } from "../rows/options.ts";
import { typedFields } from "./baseline/edits.ts";

/** What says where a value comes from: the same change for all deals, or a file with one for each. */
type ValueSource =
  | { readonly from: "deals" }
  | { readonly from: "rows" | "file"; readonly path: string; readonly options: RowsOptions };

/** @returns advice without "to keep the type" */
export function typeAdvice(field: string, source: ValueSource): Words {
  const isSetForAll = source.from === "deals" || Object.hasOwn(source.options.alsoSet ?? {}, field);
  if (isSetForAll) return words`use ${option("fieldJson", `${field}=VALUE`)}`;
  const { options, path } = source;
  if (typedFields(options).has(field)) return "remove the quotes in the cells";
  if (TYPED_FORMATS.has(options.format ?? formatByEnding(path))) return "write the values without quotes";
  return words`add ${option("jsonColumn", columnFor(field, options))}`;
}

/** The column that sets a field, as the file calls it. */
function columnFor(field: string, { map = new Map(), mapping }: RowsOptions): string {
  for (const [column, mapped] of map) if (mapped === field) return column;
  for (const [column, mapped] of mapping?.columns ?? []) if (mapped.field === field) return column;
  return field;
}
