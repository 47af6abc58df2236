/**
 * Rows of an input file, and problems found while reading them. Problems are values, so that many can be reported at
 * once.
 */
import type { Fields } from "../deals/deal.ts";
import { type Failure, usage } from "../failure.ts";
import { type Hint, plainText, say, type Words, words } from "../hint.ts";
import type { JsonObject, JsonValue } from "../json.ts";

/** A row that sets at least one field. */
export type Row = {
  /** Counted from 0 over the rows that set something; the same in every pass over the same input. */
  readonly index: number;
  /** The first line of the row in the file, from 1. */
  readonly line: number;
  /** For JSON arrays, which may be on one line: the element, from 1. */
  readonly item?: number;
  /** Checked by `checkDealId`. */
  readonly id: string;
  /** What to set, by Routera's field names; null clears. Never empty. */
  readonly fields: Fields;
  /** The row as it came, for writing it again. */
  readonly original: Original;
  /** True: `id` is the value of another field, which the deal is found by. */
  readonly isKey?: true | undefined;
  /** Cells of a spreadsheet that are no text, by field. */
  readonly typed?: ReadonlyMap<string, TypedCell> | undefined;
  /** What is wrong with a cell of an exported row if it counts as an edit, by field. */
  readonly suspects?: ReadonlyMap<string, RowProblem> | undefined;
};

/** A cell of a spreadsheet that is a number, a boolean or a date. */
export type TypedCell =
  | { readonly kind: "number"; readonly digits: string; readonly exact: boolean }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "date"; readonly iso: string };

/** A row as it came: the cells of a sheet under their header, or a JSON object with all its keys. */
export type Original =
  | {
      readonly kind: "cells";
      readonly header: readonly string[];
      readonly cells: readonly string[];
      /** True for XLSX and ODS, whose cells have types that their text does not show. */
      readonly isSpreadsheet?: true;
    }
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

/** A row, a row that changes nothing, or something that is wrong. */
export type RowReadResult =
  | { readonly kind: "row"; readonly row: Row }
  | { readonly kind: "unchanged"; readonly line: number; readonly id?: string }
  | { readonly kind: "problem"; readonly problem: RowProblem };

/** One thing that is wrong. */
export type RowProblem = {
  /** Stable name: `missing_id`, `ragged_row`, … */
  readonly code: string;
  /** From 1. */
  readonly line: number;
  /** For JSON arrays, which may be on one line: the element, from 1. */
  readonly item?: number | undefined;
  readonly column?: string | undefined;
  readonly message: Words;
  readonly hint?: Hint | undefined;
};

/** How many problems are reported one by one. */
export const MAX_PROBLEMS = 20;

/** Thrown where the input can't be read any further; turned into the last problem by whoever reads rows. */
export class BrokenInput extends Error {
  readonly problem: RowProblem;

  constructor(problem: RowProblem) {
    super(plainText(problem.message));
    this.name = "BrokenInput";
    this.problem = problem;
  }
}

/** One line of text: `line 12, column "deal_stage": …`. */
export function describeProblem(problem: RowProblem): Words {
  const { column, message } = problem;
  return words`${describeLocation(problem)}${column === undefined ? "" : `, column ${quoted(column)}`}: ${message}`;
}

/** `line 12`, for JSON arrays `line 12 (item 3)`. */
export function describeLocation({ line, item }: Pick<RowProblem, "line" | "item">): string {
  return item === undefined ? `line ${line}` : `line ${line} (item ${item})`;
}

/**
 * The failure that shows them all: the first in the message, which is one line, the others as lines of the hint, and
 * as its last line what to do.
 * @param problems the first ones, at least one
 * @param count how many there are in all
 * @returns with the code of the only problem, or `bad_rows`
 */
export function rowsFailure(name: string, problems: readonly RowProblem[], count = problems.length): Failure {
  const [first, ...others] = problems.slice(0, MAX_PROBLEMS);
  if (first === undefined) throw new Error("a failure without a problem");
  const advice = [first, ...others].find(({ hint }) => hint !== undefined)?.hint;
  if (count === 1) return usage(first.code, words`${name} ${describeProblem(first)}`, advice);
  const hints: Hint[] = others.map((problem) => say`also ${describeProblem(problem)}`);
  const untold = count - 1 - others.length;
  if (untold > 0) hints.push(`and ${untold} more`);
  if (advice !== undefined) hints.push(advice);
  return usage("bad_rows", words`${count} errors in ${name}, the first on ${describeProblem(first)}`, hints);
}

/** Text from the input, quoted and cut for a message. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60).toWellFormed()}…` : text);
}
