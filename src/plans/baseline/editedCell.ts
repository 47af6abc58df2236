/** One cell of an exported row, compared with its baseline. Pure. */
import { MAX_DEPTH } from "../../deals/deal.ts";
import { option, placeholder, say } from "../../hint.ts";
import { isLosslessNumber, type JsonValue, LosslessNumber, parseJson } from "../../json.ts";
import type { RowsOptions } from "../../rows/options.ts";
import { quoted, type Row, type RowProblem } from "../../rows/row.ts";
import { nestsDeeperThan } from "../../rows/values.ts";
import { numberReadings } from "../../text/cells/numberReadings.ts";
import { compareNumber } from "./compareNumber.ts";
import type { PlannedCell } from "./judgeCell.ts";
import { type NumberEvidence, numberStyleFor } from "./numberStyle.ts";
import { type BaselineType, type BaselineValue, baselineType, isText, jsonFits, numberOf } from "./value.ts";
import { type CellVerdict, compareBoolean } from "./verdict.ts";
import { ambiguousWords, type CellProblem, damageWords } from "./words.ts";

/** What the columns of an exported file hold, and how its numbers are written. */
export type ColumnFacts = {
  /** By field, where all rows hold the same type. */
  readonly types: ReadonlyMap<string, BaselineType>;
  readonly evidence: NumberEvidence;
};

export const NO_FACTS: ColumnFacts = {
  types: new Map(),
  evidence: { point: { sure: 0, likely: 0 }, comma: { sure: 0, likely: 0 } },
};

export type CellColumn = {
  readonly name: string;
  readonly at: number;
  /** False: its cells have types already. */
  readonly literal: boolean;
  readonly accepted: boolean;
};

/** The columns of a CSV file or spreadsheet by the field that they set. */
export type Columns = ReadonlyMap<string, CellColumn>;

type About = {
  readonly row: Row;
  readonly name: string;
  readonly value: JsonValue;
  readonly mark: BaselineValue | undefined;
  readonly column: CellColumn;
  readonly facts: ColumnFacts;
  readonly options: RowsOptions;
};

export type EditedCell =
  | { readonly kind: "unchanged" }
  | { readonly kind: "problem"; readonly problem: RowProblem }
  /** `cell`: still to be compared with what the deal holds. */
  | { readonly kind: "edit"; readonly value: JsonValue; readonly cell?: PlannedCell | undefined };

const UNCHANGED: EditedCell = { kind: "unchanged" };

export function editedCell(about: About): EditedCell {
  const { column, mark, name, options, row, value } = about;
  const typed = row.typed?.get(name);
  // An empty cell comes as null where it is to clear the field.
  if (value === null) return mark !== undefined && isEmpty(mark) ? UNCHANGED : { kind: "edit", value };
  const text = typed?.kind === "number" ? typed.digits : typeof value === "string" ? value : String(value);
  const suspect = row.suspects?.get(name);
  if (mark !== undefined && isText(mark, text)) return UNCHANGED;
  if (suspect !== undefined) return { kind: "problem", problem: suspect };

  const type = mark === undefined ? "text" : typeOf(name, mark, about.facts);
  if (type === "text") {
    const cell = { column: column.name, text, typed, accepted: column.accepted, decimal: options.decimal };
    return { kind: "edit", value, cell };
  }
  if (type === "number") return numberCell(about, text, typed?.kind === "number");
  if (type === "boolean") return booleanCell(about, text);
  if (mark !== undefined && jsonFits(mark, text)) return UNCHANGED;
  return jsonCell(about, text);
}

function typeOf(name: string, mark: BaselineValue, { types }: ColumnFacts): BaselineType {
  const own = baselineType(mark) ?? "text";
  return own === "null" ? (types.get(name) ?? "text") : own;
}

function isEmpty(mark: BaselineValue): boolean {
  return baselineType(mark) === "null" || isText(mark, "");
}

function numberCell(about: About, text: string, isNumber: boolean): EditedCell {
  const { column, facts, mark, name, options, row } = about;
  const previous = mark === undefined ? undefined : numberOf(mark)?.value;
  if (isNumber) {
    const value = new LosslessNumber(text);
    if (previous === undefined) return { kind: "edit", value };
    // A spreadsheet keeps 15 digits; nothing else happens to its numbers.
    const verdict = compareNumber(previous, text, { mark: "point", decided: true, contradictory: false });
    return verdict.kind === "unchanged" ? UNCHANGED : { kind: "edit", value };
  }
  const style = numberStyleFor(text, previous, facts.evidence, options.decimal);
  const verdict =
    previous === undefined ? firstNumber(text, style.mark) : compareNumber(previous, text, style);
  return outcomeOf(verdict, about, (digits) => new LosslessNumber(digits), {
    previous,
    field: name,
    column: column.name,
    id: row.id,
  });
}

/** A number where there was none. */
function firstNumber(text: string, mark: "point" | "comma" | undefined): CellVerdict {
  const all = numberReadings(text);
  const inStyle = all.filter((one) => mark === undefined || one.mark === "any" || one.mark === mark);
  const readings = inStyle.length === 0 ? all : inStyle;
  const [first, second] = readings;
  if (first === undefined) return { kind: "invalid" };
  if (second !== undefined || first.percent || (inStyle.length === 0 && mark !== undefined)) {
    return { kind: "ambiguous", readings: readings.map(({ digits }) => digits) };
  }
  return { kind: "edit", value: first.digits };
}

function booleanCell(about: About, text: string): EditedCell {
  const { column, mark, name, row } = about;
  const before = mark === "b1" || mark === "b0" ? mark === "b1" : undefined;
  // Where there was nothing, both values are edits.
  const verdict = before === undefined ? firstBoolean(text) : compareBoolean(before, text);
  return outcomeOf(verdict, about, (word) => word === "true", {
    previous: before === undefined ? undefined : String(before),
    field: name,
    column: column.name,
    id: row.id,
  });
}

function firstBoolean(text: string): CellVerdict {
  const verdict = compareBoolean(true, text);
  return verdict.kind === "unchanged" ? { kind: "edit", value: "true" } : verdict;
}

function outcomeOf(
  verdict: CellVerdict,
  { column, row }: About,
  toValue: (text: string) => JsonValue,
  words: Parameters<typeof damageWords>[1],
): EditedCell {
  const problem = (one: CellProblem): EditedCell => ({
    kind: "problem",
    problem: { ...placeOf(row), column: column.name, ...one },
  });
  const text = String(row.original.kind === "cells" ? row.original.cells[column.at] : "");
  switch (verdict.kind) {
    case "unchanged":
      return UNCHANGED;
    case "edit":
      return { kind: "edit", value: toValue(verdict.value) };
    case "damaged": {
      const [reading = text] = verdict.readings;
      return column.accepted
        ? { kind: "edit", value: toValue(reading) }
        : problem(damageWords({ text, damage: verdict.damage, reading }, words));
    }
    case "ambiguous":
      return problem(ambiguousWords({ text, readings: verdict.readings }, words));
    case "invalid":
      return problem(invalidWords(text, words.previous === undefined ? "other rows" : "the field", toValue));
  }
}

function invalidWords(text: string, where: string, toValue: (text: string) => JsonValue): CellProblem {
  const held = where === "the field" ? "the exported value" : "the exported values of other rows";
  if (typeof toValue("1") === "boolean") {
    return {
      code: "bad_boolean_cell",
      message: `${quoted(text)} is not true or false, unlike ${held}`,
      hint: "write true or false",
    };
  }
  return {
    code: "bad_number_cell",
    message: `${quoted(text)} is not a number, unlike ${held}`,
    hint: say`write numbers as 5000 or 1200.50, or parse the column as JSON with ${option("jsonColumn", placeholder("NAME"))}`,
  };
}

function jsonCell({ column, row }: About, text: string): EditedCell {
  const bad: EditedCell = {
    kind: "problem",
    problem: {
      ...placeOf(row),
      column: column.name,
      code: "bad_json_cell",
      message: `${quoted(text)} is not a list, unlike the exported value`,
      hint: 'write a list as ["a", "b"]',
    },
  };
  try {
    const value = parseJson(text, { duplicates: "refuse" });
    const isScalar = typeof value !== "object" || value === null || isLosslessNumber(value);
    return isScalar || nestsDeeperThan(value, MAX_DEPTH) ? bad : { kind: "edit", value };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return bad;
  }
}

function placeOf({ line, item }: Row): Pick<RowProblem, "line" | "item"> {
  return item === undefined ? { line } : { line, item };
}
