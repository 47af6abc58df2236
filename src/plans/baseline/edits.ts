/** Detects what the user edited in an exported file, and validates its baselines before anything is sent. */
import { DEEPEST, type Fields } from "../../deals/deal.ts";
import { isDecimal } from "../../deals/sameValue.ts";
import { option, placeholder, say } from "../../hint.ts";
import { isLosslessNumber, type JsonValue, LosslessNumber, parseJson } from "../../json.ts";
import type { RowsOptions } from "../../rows/options.ts";
import { MOST_PROBLEMS, originalValue, quoted, type Row, type RowProblem } from "../../rows/row.ts";
import { nestsDeeperThan } from "../../rows/values.ts";
import { readStamp, STAMP_COLUMN, type Stamp } from "./baseline.ts";
import { cellFitsMark, fitsMark, type Mark, type MarkType, markType } from "./value.ts";

/** What the columns of an exported sheet hold, where all their cells hold the same. */
type CellTypes = ReadonlyMap<string, MarkType>;

/** What a row wants. `marks`: what these fields held at the export; `problems` are mistakes to be told. */
export type Edits = {
  readonly fields: Fields;
  readonly marks?: ReadonlyMap<string, Mark>;
  readonly problems: readonly RowProblem[];
};

/**
 * A row without a stamp wants all that it holds, as it is. In one with a stamp, cells that still hold what was exported
 * want nothing, and the others become what their field held before: a number, true or false, a list. A field that held
 * nothing becomes what the other rows hold in it.
 * @param types as `lintStamps` learned them
 */
export function editsOf(row: Row, types: CellTypes, options: RowsOptions): Edits {
  const text = originalValue(row.original, STAMP_COLUMN);
  if (typeof text !== "string" || text.trim() === "") return { fields: row.fields, problems: [] };
  const stamp = readStamp(text, row.id);
  if ("wrong" in stamp) return { fields: {}, problems: [stampProblem(row, stamp.wrong)] };

  const fields: Record<string, JsonValue> = {};
  const marks = new Map<string, Mark>();
  const problems: RowProblem[] = [];
  const typed = row.original.kind === "object" ? undefined : typedFields(options);
  for (const [name, value] of Object.entries(row.fields)) {
    const mark = stamp.get(name);
    const isCell = typed !== undefined && !typed.has(name);
    if (mark !== undefined && unedited(mark, value, isCell)) continue;
    const meant =
      isCell && typeof value === "string" ? fromCell(value, typeOf(name, stamp, types)) : { value };
    if ("code" in meant) problems.push({ ...placeOf(row), column: name, ...meant });
    else fields[name] = meant.value;
    if (mark !== undefined) marks.set(name, mark);
  }
  return { fields, marks, problems };
}

/** The fields whose columns were said to hold JSON: their values have types already. */
export function typedFields({ jsonColumns = [], map }: RowsOptions): ReadonlySet<string> {
  return new Set(jsonColumns.map((column) => map?.get(column) ?? column));
}

function unedited(mark: Mark, value: JsonValue, isCell: boolean): boolean {
  if (!isCell) return fitsMark(mark, value);
  // An empty cell comes as null where it is to clear the field.
  return cellFitsMark(mark, typeof value === "string" ? value : "");
}

function typeOf(name: string, stamp: Stamp, types: CellTypes): MarkType {
  const mark = stamp.get(name);
  const own = mark === undefined ? "text" : (markType(mark) ?? "text");
  return own === "null" ? (types.get(name) ?? "text") : own;
}

type Meant = { readonly value: JsonValue } | Pick<RowProblem, "code" | "message" | "hint">;

function fromCell(text: string, type: MarkType): Meant {
  switch (type) {
    case "number":
      if (isDecimal(text)) return { value: new LosslessNumber(text) };
      return {
        code: "bad_number_cell",
        message: `${quoted(text)} is not a number, which the field held when it was exported`,
        hint: say`write numbers as 5000 or 1200.50, without separators; any JSON value is taken with ${option("jsonColumn", placeholder("NAME"))}`,
      };
    case "boolean":
      if (/^(?:true|false)$/i.test(text)) return { value: text.toLowerCase() === "true" };
      return {
        code: "bad_boolean_cell",
        message: `${quoted(text)} is neither true nor false, which the field held when it was exported`,
        hint: "write true or false",
      };
    case "json":
      return jsonCell(text);
    default:
      return { value: text };
  }
}

function jsonCell(text: string): Meant {
  const bad = {
    code: "bad_json_cell",
    message: `${quoted(text)} is no list as the field held when it was exported`,
    hint: 'write a list as ["a", "b"]',
  };
  try {
    const value = parseJson(text, { duplicates: "refuse" });
    const isScalar = typeof value !== "object" || value === null || isLosslessNumber(value);
    return isScalar || nestsDeeperThan(value, DEEPEST) ? bad : { value };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return bad;
  }
}

function stampProblem(row: Row, wrong: "unreadable" | "other_deal"): RowProblem {
  const about = { ...placeOf(row), column: STAMP_COLUMN };
  if (wrong === "unreadable") {
    return {
      ...about,
      code: "bad_stamp",
      message: "the mark of the export was changed",
      hint: `export again; or empty the column ${STAMP_COLUMN}: every cell of such a row counts as an edit`,
    };
  }
  return {
    ...about,
    code: "stamp_of_another_deal",
    message: `the row has the id ${quoted(row.id)} and the mark of another deal`,
    hint: "was only a part of the sheet sorted, or an id changed? Sort whole rows, or export again",
  };
}

function placeOf({ line, item }: Row): Pick<RowProblem, "line" | "item"> {
  return item === undefined ? { line } : { line, item };
}

export type { CellTypes };

export type StampReport = {
  readonly types: CellTypes;
  /** The first 20 problems. */
  readonly problems: readonly RowProblem[];
  readonly problemCount: number;
};

/**
 * Two passes, none of them where the first row has no stamp. Memory does not depend on the length.
 * @param rows the rows from the first one, each time it is called
 */
export async function lintStamps(rows: () => AsyncIterable<Row>, options: RowsOptions): Promise<StampReport> {
  const types = await columnTypes(rows());
  if (types === undefined) return { types: new Map(), problems: [], problemCount: 0 };
  const problems: RowProblem[] = [];
  let problemCount = 0;
  for await (const row of rows()) {
    const found = editsOf(row, types, options).problems;
    problemCount += found.length;
    problems.push(...found.slice(0, MOST_PROBLEMS - problems.length));
  }
  return { types, problems, problemCount };
}

/** The type of each field that held only one; undefined where the first row has no stamp. */
async function columnTypes(rows: AsyncIterable<Row>): Promise<CellTypes | undefined> {
  const types = new Map<string, MarkType>();
  const mixed = new Set<string>();
  let first = true;
  for await (const row of rows) {
    const text = originalValue(row.original, STAMP_COLUMN);
    if (first && text === undefined) return undefined;
    first = false;
    const stamp = typeof text === "string" ? readStamp(text, row.id) : undefined;
    if (stamp === undefined || "wrong" in stamp) continue;
    for (const [name, mark] of stamp) {
      const type = markType(mark);
      if (type === undefined || type === "null" || mixed.has(name)) continue;
      const other = types.get(name);
      if (other === undefined) types.set(name, type);
      else if (other !== type) {
        types.delete(name);
        mixed.add(name);
      }
    }
  }
  return types;
}
