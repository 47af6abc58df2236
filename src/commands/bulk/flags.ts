/** Flags of the commands that plan or apply many deals: input and conditions, limits and failures. */
import { parseAssignments } from "../../cli/arguments/assignments.ts";
import { parseColumnMap } from "../../cli/arguments/columns.ts";
import { choice, list, parsed, text, toggle, type ValuesOf } from "../../cli/flag.ts";
import { isWithin, LIMITS } from "../../config/settings.ts";
import { checkKeyField } from "../../deals/fieldName.ts";
import { parseWhere } from "../../deals/parseWhere.ts";
import { usage } from "../../failure.ts";
import { option, say, words } from "../../hint.ts";
import { INPUT_FORMATS } from "../../rows/format.ts";
import { checkRowsOptions, type RowsOptions } from "../../rows/options.ts";
import type { DealsInput, PlanningInput, RowsFileInput } from "./source.ts";

export const rowsFlags = {
  inputFormat: choice(
    INPUT_FORMATS,
    "format",
    "what the rows are written in, where the file's name does not say it",
  ),
  sheet: text("name", "sheet of a spreadsheet (default Deals, or the only one)"),
  idColumn: text("column", "the column with the deals' ids (default id)"),
  by: text("field", "find deals by this field, such as external_id; the column of that name holds it"),
  mapping: text("file", "YAML or JSON file that says what the columns mean: routera help mapping", {
    offers: "file",
  }),
  map: list("column=field", "this column sets that field", { offers: "field" }),
  jsonColumn: list("column", "cells of this column are JSON: 5000, true, null"),
  ignoreColumn: list("column", "leave this column out, as those that start with _"),
  decimal: choice(
    ["point", "comma"],
    "mark",
    "decimal mark of the numbers in the file, where it leaves a choice",
  ),
  accept: list(
    "column",
    "cells of this column are meant as they are, also where a spreadsheet may have damaged them",
  ),
  ignoreBaseline: toggle("count every cell of an exported file as an edit"),
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
  field: list("key=value", "set a field to this text in every deal", { offers: "assignment" }),
  fieldJson: list("key=json", "set a field to a JSON value in every deal", { offers: "field" }),
  fieldFile: list("key=path", "set a field to the text of a file in every deal", {
    offers: "field",
  }),
  clear: list("key", "empty a field in every deal (send null)", { offers: "field" }),
  allowIncomplete: toggle(
    "with --where: make a plan also where deals move while the list is read, so that some may be missing",
  ),
  fieldsJson: text("path", "set all fields of a JSON object in a file in every deal", { offers: "file" }),
} as const;

export const concurrencyFlags = {
  concurrency: parsed("n", "requests at once", parseConcurrency),
  rate: parsed("n", "requests per second at most", parseRate),
} as const;

export const forceFlag = toggle("replace the file where it is there");

export type RowsFlagValues = ValuesOf<typeof rowsFlags>;
export type ConcurrencyFlagValues = ValuesOf<typeof concurrencyFlags>;

/**
 * @param file the argument: a path, or `-` for stdin
 * @throws Failure of kind usage where words contradict each other or say nothing
 */
export function planningInput(
  file: string | undefined,
  flags: RowsFlagValues & ConcurrencyFlagValues,
  more: { readonly read?: boolean; readonly overwrite?: boolean } = {},
): PlanningInput {
  return {
    source: file === undefined ? dealsSource(flags) : rowsSource(file, flags),
    read: more.read ?? true,
    overwrite: more.overwrite ?? false,
    concurrency: flags.concurrency,
    rate: flags.rate,
  };
}

/** The flags that are for rows alone, those of them that were typed. */
export function typedRowFlags(flags: RowsFlagValues): readonly string[] {
  return typed(flags, ROW_FLAGS);
}

const SET_FLAGS = {
  field: "--field",
  fieldJson: "--field-json",
  fieldFile: "--field-file",
  clear: "--clear",
  fieldsJson: "--fields-json",
} as const;
const ROW_FLAGS = {
  inputFormat: "--input-format",
  sheet: "--sheet",
  idColumn: "--id-column",
  by: "--by",
  mapping: "--mapping",
  map: "--map",
  jsonColumn: "--json-column",
  ignoreColumn: "--ignore-column",
  emptyCells: "--empty-cells",
  decimal: "--decimal",
  accept: "--accept",
  ignoreBaseline: "--ignore-baseline",
} as const;

function typed(
  flags: RowsFlagValues,
  names: Partial<Record<keyof RowsFlagValues, string>>,
): readonly string[] {
  return Object.entries(names)
    .filter(([key]) => {
      const value = flags[key as keyof RowsFlagValues];
      return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
    })
    .map(([, name]) => name);
}

function rowsSource(path: string, flags: RowsFlagValues): RowsFileInput {
  const [stray] = typed(flags, { where: "--where", allowIncomplete: "--allow-incomplete" });
  if (stray !== undefined) {
    throw usage(
      "rows_and_where",
      `${stray} does not go together with rows: they say which deals are meant`,
      "give a file of rows, or --where with --field",
    );
  }
  if (path === "")
    throw usage("empty_path", "the name of the file is empty", "write rows.csv, or - for stdin");
  const options = {
    format: flags.inputFormat,
    sheet: flags.sheet,
    ...keyOf(flags),
    mappingFile: flags.mapping,
    map: parseColumnMap(flags.map),
    jsonColumns: flags.jsonColumn,
    ignoreColumns: flags.ignoreColumn,
    emptyCells: flags.emptyCells,
    decimal: flags.decimal,
    accept: flags.accept,
    ignoreBaseline: flags.ignoreBaseline,
  };
  checkRowsOptions(options);
  const sets = typed(flags, SET_FLAGS).length > 0;
  return {
    from: "rows",
    path,
    options,
    ...(flags.mapping !== undefined && { mapping: flags.mapping }),
    ...(sets && { assignments: parseAssignments(flags) }),
  };
}

/** Which column says which deal a row is about. */
function keyOf({ by, idColumn }: RowsFlagValues): Pick<RowsOptions, "by" | "idColumn"> {
  if (by === undefined) return { idColumn };
  if (idColumn !== undefined) {
    throw usage(
      "by_and_id_column",
      words`${option("by")} and ${option("idColumn")} cannot be used together`,
      say`${option("by")} takes the column of its own name; rename the column to the field`,
    );
  }
  checkKeyField(by);
  return { by, idColumn: by };
}

function dealsSource(flags: RowsFlagValues): DealsInput {
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
  return {
    from: "deals",
    where: parseWhere(flags.where),
    assignments: parseAssignments(flags),
    allowIncomplete: flags.allowIncomplete,
  };
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
