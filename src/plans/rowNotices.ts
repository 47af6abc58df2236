/** What is reported about the rows of an input file once they are planned, by column and count. Pure. */
import { option, placeholder, type Words, words } from "../hint.ts";
import type { Asides } from "./baseline/rowAsides.ts";
import type { Warning } from "./observer.ts";
import type { PlanCounts } from "./plan.ts";

export class RowNotices {
  readonly #counts = {
    emptied: new Map<string, number>(),
    ignored: new Map<string, number>(),
    nullWords: new Map<string, number>(),
  };

  add(asides: Asides): void {
    for (const kind of ["emptied", "ignored", "nullWords"] as const) {
      const counts = this.#counts[kind];
      for (const column of asides[kind]) counts.set(column, (counts.get(column) ?? 0) + 1);
    }
  }

  /** @param tally of the plan of the rows */
  list(counts: Pick<PlanCounts, "reasons" | "typeChanges">): readonly Warning[] {
    const { emptied, ignored, nullWords } = this.#counts;
    const each = (
      counts: ReadonlyMap<string, number>,
      code: string,
      say: (column: string, count: number) => Words,
    ): readonly Warning[] => [...counts].map(([column, count]) => ({ code, say: say(column, count) }));
    return [
      ...each(
        emptied,
        "emptied_cells",
        (column, count) =>
          words`${column}: ${counted(count, "emptied cell leaves its field", "emptied cells leave their fields")} unchanged; to clear ${count === 1 ? "it" : "them"}, add ${option("emptyCells", "clear")}`,
      ),
      ...each(ignored, "ignored_edits", (column, count) => ignoredWords(column, count)),
      ...each(
        nullWords,
        "null_words",
        (column, count) =>
          words`${column}: ${counted(count, "cell contains", "cells contain")} NULL, nan or another word for an empty value, which is written as a string; empty the cells to leave the fields unchanged, and add ${option("emptyCells", "clear")} to clear them`,
      ),
      ...damageNotices(counts.reasons),
    ];
  }
}

/** Texts that take the place of numbers, true or false. */
export function typeChanges(typeChanges: ReadonlyMap<string, number>): readonly Warning[] {
  return [...typeChanges].map(([field, count]) => ({
    code: "type_changes",
    say: words`${field}: ${counted(count, "number or boolean", "numbers or booleans")} would become ${count === 1 ? "a string" : "strings"}; to keep the type, add ${option("jsonColumn", field)}`,
  }));
}

function ignoredWords(column: string, count: number): Words {
  const cells = counted(count, "cell", "cells");
  if (column.startsWith("_archived")) {
    return `${column}: edits in ${cells} are ignored; archive and restore deals in Routera`;
  }
  if (column === "_created_at" || column === "_updated_at") {
    return `${column}: edits in ${cells} are ignored; the field is read-only`;
  }
  return words`${column}: ${cells} ignored, because the column name starts with _; to set the field, add ${option("map", `${column}=${column}`)}`;
}

function damageNotices(reasons: ReadonlyMap<string, number>): readonly Warning[] {
  const count = (code: string): number => reasons.get(code) ?? 0;
  const notices: Warning[] = [];
  if (count("damaged_cell") + count("date_cell") > 0) {
    notices.push({
      code: "damaged_cells",
      say: words`${counted(count("damaged_cell") + count("date_cell"), "cell was", "cells were")} probably changed by a spreadsheet: format such columns as text, or use XLSX; to accept a column, add ${option("accept", placeholder("COLUMN"))}`,
    });
  }
  if (count("damaged_characters") > 0) {
    notices.push({
      code: "damaged_characters",
      say: `letters in ${counted(count("damaged_characters"), "cell", "cells")} are damaged by another encoding: export again, and save the file as XLSX or CSV UTF-8`,
    });
  }
  const others = count("list_replaced") + count("other_type");
  if (others > 0) {
    notices.push({
      code: "other_types",
      say: words`${counted(others, "cell has", "cells have")} another type than their fields; ${option("jsonColumn", placeholder("COLUMN"))} reads cells as JSON, ${option("accept", placeholder("COLUMN"))} takes them as they are`,
    });
  }
  if (count("ambiguous_number") > 0) {
    notices.push({
      code: "ambiguous_numbers",
      say: words`${counted(count("ambiguous_number"), "number can", "numbers can")} be read in two ways; add ${option("decimal", "point")} or ${option("decimal", "comma")}`,
    });
  }
  return notices;
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
