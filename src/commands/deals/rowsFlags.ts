/** The words that say which deals are to become what: rows, or conditions with fields. Shared by `plan` and `apply`. */

import { parseWhere } from "../../bulk/parseWhere.ts";
import type { DealsSource, PlanRequest, RowsSource } from "../../bulk/plan/planRequest.ts";
import { parseColumnMap } from "../../bulk/rows/columnMap.ts";
import { INPUT_FORMATS } from "../../bulk/rows/inputFormat.ts";
import { checkRowsOptions } from "../../bulk/rows/rowsOptions.ts";
import { choice, list, parsed, text, toggle, type ValuesOf } from "../../cli/flag.ts";
import { parseAssignments } from "../../deals/assignments.ts";
import { usage } from "../../failure.ts";
import { isWithin, LIMITS } from "../../profile/limits.ts";
import { unneutralise } from "../../terminal/neutralise.ts";

export const rowsFlags = {
  inputFormat: choice(
    INPUT_FORMATS,
    "format",
    "what the rows are written in, where the file's name does not say it",
  ),
  idColumn: text("column", "the column with the deals' ids (default id)"),
  map: list("column=field", "this column sets that field", { offers: "field" }),
  jsonColumn: list("column", "cells of this column are JSON: 5000, true, null"),
  ignoreColumn: list("column", "leave this column out, as those that start with _"),
  emptyCells: choice(
    ["unchanged", "clear", "error"],
    "meaning",
    "what an empty cell means: leave the field (default), clear it, or a mistake",
  ),
  where: list(
    "condition",
    "instead of rows: deals of the account that meet this, such as deal_stage=qualified",
    { offers: "assignment" },
  ),
  field: list("key=value", "with --where: set a field to this text", { offers: "assignment" }),
  fieldJson: list("key=json", "with --where: set a field to a JSON value", { offers: "field" }),
  fieldFile: list("key=path", "with --where: set a field to the text of a file, `-` for stdin", {
    offers: "field",
  }),
  clear: list("key", "with --where: empty a field (send null)", { offers: "field" }),
  fieldsJson: text("path", "with --where: set all fields of a JSON object in a file", { offers: "file" }),
} as const;

export const paceFlags = {
  concurrency: parsed("n", "requests at once", parseConcurrency),
  rate: parsed("n", "requests per second at most", parseRate),
} as const;

export const forceFlag = toggle("replace the file where it is there");

export type RowsWords = ValuesOf<typeof rowsFlags>;
export type PaceWords = ValuesOf<typeof paceFlags>;

/**
 * @param file the argument: a path, or `-` for stdin
 * @throws Failure of kind usage where words contradict each other or say nothing
 */
export function planRequest(
  file: string | undefined,
  flags: RowsWords & PaceWords,
  more: { readonly read?: boolean; readonly overwrite?: boolean } = {},
): PlanRequest {
  return {
    source: file === undefined ? dealsSource(flags) : rowsSource(file, flags),
    read: more.read ?? true,
    overwrite: more.overwrite ?? false,
    concurrency: flags.concurrency,
    rate: flags.rate,
  };
}

/** The flags that are for conditions alone, those of them that were typed. */
export function typedFieldFlags(flags: RowsWords): readonly string[] {
  return typed(flags, FIELD_FLAGS);
}

/** The flags that are for rows alone, those of them that were typed. */
export function typedRowFlags(flags: RowsWords): readonly string[] {
  return typed(flags, ROW_FLAGS);
}

const FIELD_FLAGS = {
  where: "--where",
  field: "--field",
  fieldJson: "--field-json",
  fieldFile: "--field-file",
  clear: "--clear",
  fieldsJson: "--fields-json",
} as const;
const ROW_FLAGS = {
  inputFormat: "--input-format",
  idColumn: "--id-column",
  map: "--map",
  jsonColumn: "--json-column",
  ignoreColumn: "--ignore-column",
  emptyCells: "--empty-cells",
} as const;

function typed(flags: RowsWords, names: Partial<Record<keyof RowsWords, string>>): readonly string[] {
  return Object.entries(names)
    .filter(([key]) => {
      const value = flags[key as keyof RowsWords];
      return Array.isArray(value) ? value.length > 0 : value !== undefined;
    })
    .map(([, name]) => name);
}

function rowsSource(path: string, flags: RowsWords): RowsSource {
  const [stray] = typedFieldFlags(flags);
  if (stray !== undefined) {
    throw usage(
      "rows_and_where",
      `${stray} does not go together with rows: each row says what it sets`,
      "give a file of rows, or --where with --field",
    );
  }
  if (path === "")
    throw usage("empty_path", "the name of the file is empty", "write rows.csv, or - for stdin");
  const options = {
    format: flags.inputFormat,
    idColumn: flags.idColumn,
    map: parseColumnMap(flags.map),
    jsonColumns: flags.jsonColumn,
    ignoreColumns: flags.ignoreColumn,
    emptyCells: flags.emptyCells,
    unneutralise,
  };
  checkRowsOptions(options);
  return { from: "rows", path, options };
}

function dealsSource(flags: RowsWords): DealsSource {
  if (flags.where.length === 0) {
    throw usage(
      "nothing_to_plan",
      "neither rows nor conditions were given",
      "give a file of rows, - for stdin, or --where deal_stage=qualified --field deal_stage=proposal",
    );
  }
  const [stray] = typedRowFlags(flags);
  if (stray !== undefined) {
    throw usage(
      "rows_and_where",
      `${stray} is for rows and does not go together with --where`,
      "leave it out",
    );
  }
  return { from: "deals", where: parseWhere(flags.where), assignments: parseAssignments(flags) };
}

function parseConcurrency(word: string, flag: string): number {
  return number("concurrency", word, flag);
}

function parseRate(word: string, flag: string): number {
  return number("rate", word, flag);
}

function number(name: "concurrency" | "rate", word: string, flag: string): number {
  const value = /^\d{1,9}(?:\.\d{1,9})?$/.test(word) ? Number(word) : Number.NaN;
  if (isWithin(name, value)) return value;
  throw usage(
    "bad_number",
    `${flag} must be ${LIMITS[name].words}, not ${JSON.stringify(word)}`,
    `write ${flag} 8`,
  );
}
