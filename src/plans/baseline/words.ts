/** Words for cells that are damaged or can be read in two ways, and for baselines that are missing or wrong. Pure. */
import { option, say, words } from "../../hint.ts";
import { BASELINE_COLUMN, lacksBaseline } from "../../rows/ownFile.ts";
import { quoted, type Row, type RowProblem } from "../../rows/row.ts";
import type { CellDamage } from "./verdict.ts";

export type CellProblem = Pick<RowProblem, "code" | "message" | "hint">;

type About = {
  readonly previous: string | undefined;
  readonly field: string;
  readonly column: string;
  readonly id: string;
};

const DAMAGES: Readonly<Record<CellDamage, string>> = {
  point_lost: "without its decimal point",
  rounded: "rounded to fewer decimals or digits",
  retyped_number: "turned into a number",
  retyped_date: "turned into a date in another form",
  retyped_boolean: "turned into true or false",
  cut: "truncated at the maximum length of a cell",
  padded: "with white space or an apostrophe added",
  spaced: "with other white space or line breaks",
  misread: "read in another encoding",
  replaced: "with letters replaced that an encoding does not support",
  reduced: "with letters removed or replaced by plain ones",
  escaped: "with characters escaped",
  compatible: "with letters in another Unicode form",
};

/** `"12345" is the previous value 12.345 without its decimal point` */
export function damageFact(damage: CellDamage, text: string, previous: string): string {
  return `${quoted(text)} is the previous value ${quoted(previous)} ${DAMAGES[damage]}`;
}

const CHARACTERS: ReadonlySet<CellDamage> = new Set([
  "misread",
  "replaced",
  "reduced",
  "escaped",
  "compatible",
]);

/** Stable name of a kind of damage, for programs and counts. */
export function damageCode(damage: CellDamage): string {
  return CHARACTERS.has(damage) ? "damaged_characters" : "damaged_cell";
}

export function damageWords(
  { damage, reading, text }: { readonly damage: CellDamage; readonly reading: string; readonly text: string },
  { column, field, id, previous = "" }: About,
): CellProblem {
  return {
    code: damageCode(damage),
    message: damageFact(damage, text, previous),
    hint: {
      run: { command: "deals update", operands: [id], options: { fieldJson: `${field}=${reading}` } },
      say: words`accept the whole column with ${option("accept", column)}; to set ${reading} in this deal only`,
    },
  };
}

export function ambiguousWords(
  { readings, text }: { readonly readings: readonly string[]; readonly text: string },
  { column, field, id, previous }: About,
): CellProblem {
  const values = readings.length > 1 ? readings.join(" or ") : `${readings.join()} in another number style`;
  const before = previous === undefined ? "" : `; the previous value is ${previous}`;
  return {
    code: "ambiguous_number",
    message: `${quoted(text)} can be ${values}${before}`,
    hint: text.includes("%")
      ? percentHint(readings[0] ?? text, { column, field, id })
      : say`set the decimal mark of the file: ${option("decimal", "point")} or ${option("decimal", "comma")}`,
  };
}

/** No decimal mark says whether 60% is 0.6 or 60. */
function percentHint(reading: string, { column, field, id }: Omit<About, "previous">): CellProblem["hint"] {
  return {
    run: { command: "deals update", operands: [id], options: { fieldJson: `${field}=${reading}` } },
    say: `write the number itself in ${quoted(column)}, or set ${reading} in this deal only`,
  };
}

export function missingBaseline({ line, item, original }: Row): readonly RowProblem[] {
  const names = original.kind === "cells" ? original.header : Object.keys(original.object);
  const isFilled = (name: string): boolean => {
    if (original.kind === "object")
      return original.object[name] !== null && original.object[name] !== undefined;
    return (original.cells[original.header.indexOf(name)] ?? "") !== "";
  };
  const isExported =
    names.includes("_created_at") && names.includes("_updated_at") && isFilled("_created_at");
  if (!isExported) return [];
  const column = lacksBaseline(names) ? "deleted from the file" : "empty in this row";
  return [
    {
      line,
      ...(item !== undefined && { item }),
      code: "missing_baseline",
      message: `the baseline of the exported row (column ${BASELINE_COLUMN}) is ${column}`,
      hint: say`without a baseline, every cell is an edit and can overwrite changes of other users: export again, or add ${option("ignoreBaseline")}`,
    },
  ];
}

export function stampProblem(row: Row, wrong: "unreadable" | "other_deal"): RowProblem {
  const { line, item } = row;
  const about = { line, ...(item !== undefined && { item }), column: BASELINE_COLUMN };
  if (wrong === "unreadable") {
    return {
      ...about,
      code: "bad_stamp",
      message: `the baseline (column ${BASELINE_COLUMN}) was changed`,
      hint: say`export again, or treat every cell as an edit with ${option("ignoreBaseline")}`,
    };
  }
  return {
    ...about,
    code: "stamp_of_another_deal",
    message: `the row has the ID ${quoted(row.id)} and the baseline of another deal`,
    hint: "sort whole rows only and do not change IDs, or export again",
  };
}
