/** What is reported about the rows of an input file once they are planned, by column and count. Pure. */
import { option, placeholder, type Words, words } from "../hint.ts";
import { suspectCharacters } from "../rows/csv/characters.ts";
import { looksMisread } from "../text/cells/codePages.ts";
import { isPrintableAscii } from "../text/cells/oddCharacters.ts";
import type { Edits } from "./baseline/edits.ts";
import type { Asides } from "./baseline/rowAsides.ts";
import type { Warning } from "./observer.ts";
import type { PlanCounts } from "./plan.ts";

export class RowNotices {
  readonly #counts = {
    emptied: new Map<string, number>(),
    ignored: new Map<string, number>(),
    nullWords: new Map<string, number>(),
    suspect: new Map<string, number>(),
    numbersAsText: new Map<string, number>(),
  };

  add(asides: Asides): void {
    for (const kind of ["emptied", "ignored", "nullWords"] as const) {
      for (const column of asides[kind]) this.#count(kind, column);
    }
  }

  /** Also cells whose text looks damaged. What their deals hold is not known. */
  addEdits({ asides, cells }: Pick<Edits, "asides" | "cells">): void {
    this.add(asides);
    if (cells === undefined) return;
    for (const { accepted, column, text } of cells.values()) {
      if (accepted || isPrintableAscii(text)) continue;
      if (suspectCharacters(text).length > 0 || looksMisread(text)) this.#count("suspect", column);
    }
  }

  clear(): void {
    for (const counts of Object.values(this.#counts)) counts.clear();
  }

  /** A number of a spreadsheet that is written as text, because the field holds text. */
  addNumberAsText(column: string): void {
    this.#count("numbersAsText", column);
  }

  #count(kind: "emptied" | "ignored" | "nullWords" | "suspect" | "numbersAsText", column: string): void {
    const counts = this.#counts[kind];
    counts.set(column, (counts.get(column) ?? 0) + 1);
  }

  /** @param tally of the plan of the rows */
  list(counts: Pick<PlanCounts, "reasons" | "typeChanges">): readonly Warning[] {
    const { emptied, ignored, nullWords, numbersAsText, suspect } = this.#counts;
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
      ...each(
        suspect,
        "damaged_characters",
        (column, count) =>
          words`${column}: ${counted(count, "cell looks", "cells look")} damaged by another encoding (U+FFFD, control characters or letters such as Ã¼), which is an error unless the deal has the same value; to accept the column, add ${option("accept", column)}`,
      ),
      ...each(
        numbersAsText,
        "numbers_as_text",
        (column, count) =>
          `${column}: ${counted(count, "number is", "numbers are")} written as a string, like the current value`,
      ).map((warning) => ({ ...warning, isNote: true })),
      ...damageNotices(counts.reasons),
    ];
  }
}

/** Texts that take the place of numbers, true or false. @param advice how a field keeps its type */
export function typeChanges(
  typeChanges: ReadonlyMap<string, number>,
  advice: (field: string) => Words,
): readonly Warning[] {
  return [...typeChanges].map(([field, count]) => ({
    code: "type_changes",
    say: words`${field}: ${counted(count, "number or boolean", "numbers or booleans")} would become ${count === 1 ? "a string" : "strings"}; to keep the type, ${advice(field)}`,
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
      say: words`${counted(others, "cell has", "cells have")} another type than their fields; read cells as JSON with ${option("jsonColumn", placeholder("COLUMN"))}, or accept them with ${option("accept", placeholder("COLUMN"))}`,
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
