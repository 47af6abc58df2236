/** `--map column=field`, as typed → which column sets which field. */

import { checkFieldName } from "../../deals/fieldName.ts";
import { usage } from "../../failure.ts";
import { option, say, words } from "../../hint.ts";

const MAP = option("map");

/**
 * Cut at the last `=`: a header may hold one, the name of a field does not.
 * @throws Failure of kind usage: no `=`, an empty side, a field that can't be set, a column or a field named twice
 */
export function parseColumnMap(texts: readonly string[]): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  const columnOf = new Map<string, string>();
  for (const text of texts) {
    const at = text.lastIndexOf("=");
    const column = text.slice(0, at);
    const field = text.slice(at + 1);
    if (at < 1 || field === "") {
      throw usage(
        "bad_map",
        words`${MAP} ${JSON.stringify(text)} is not column=field`,
        say`use ${option("map", "Deal name=deal_name")}`,
      );
    }
    if (field === "id") {
      throw usage(
        "bad_map",
        words`${MAP} ${JSON.stringify(text)}: id is not a field`,
        say`use ${option("idColumn", column)}`,
      );
    }
    checkFieldName(field);
    if (map.has(column)) {
      throw usage(
        "duplicate_map",
        words`${MAP} maps column ${JSON.stringify(column)} more than once`,
        say`remove one ${MAP}`,
      );
    }
    const other = columnOf.get(field);
    if (other !== undefined) {
      throw usage(
        "duplicate_map",
        words`${MAP} maps two columns, ${JSON.stringify(other)} and ${JSON.stringify(column)}, to ${field}`,
        say`ignore one of them: ${option("ignoreColumn", column)}`,
      );
    }
    map.set(column, field);
    columnOf.set(field, column);
  }
  return map;
}
