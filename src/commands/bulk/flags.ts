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
    "Format of the input (default: from the file name or the content)",
  ),
  sheet: text("name", "Sheet to read from a spreadsheet (default Deals, or the only sheet)"),
  idColumn: text("column", "Column that contains the deal IDs (default id)"),
  by: text("field", "Find deals by this field, such as external_id, in the column of that name"),
  mapping: text("file", "YAML or JSON file that maps columns to fields (see `routera help mapping`)", {
    offers: "file",
  }),
  map: list("column=field", "Map a column to a field", { offers: "field" }),
  jsonColumn: list("column", "Parse the cells of this column as JSON, such as 5000, true or null"),
  ignoreColumn: list("column", "Ignore this column; columns that start with _ are always ignored"),
  decimal: choice(["point", "comma"], "mark", "Decimal mark of ambiguous numbers"),
  accept: list("column", "Accept the cells of this column, even if a spreadsheet may have changed them"),
  ignoreBaseline: toggle("Treat every cell of an exported file as an edit"),
  emptyCells: choice(
    ["unchanged", "clear", "error"],
    "meaning",
    "How to treat empty cells (default unchanged)",
  ),
  where: list(
    "condition",
    "Select deals by a condition, such as deal_stage=qualified, instead of an input file",
    { offers: "assignment" },
  ),
  field: list("key=value", "Set a field to this string in every deal", { offers: "assignment" }),
  fieldJson: list("key=json", "Set a field to a JSON value in every deal", { offers: "field" }),
  fieldFile: list("key=path", "Set a field to the content of a file in every deal", {
    offers: "field",
  }),
  clear: list("key", "Clear a field in every deal (send null)", { offers: "field" }),
  allowIncomplete: toggle(
    "With --where: save the plan even if deals moved while they were listed and some may be missing",
  ),
  fieldsJson: text("path", "Set the fields of a JSON object in a file in every deal", { offers: "file" }),
} as const;

export const concurrencyFlags = {
  concurrency: parsed("n", "Maximum requests in parallel (default 8)", parseConcurrency),
  rate: parsed("n", "Maximum requests per second (default: no limit)", parseRate),
} as const;

export const forceFlag = toggle("Overwrite an existing file");

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
      `${stray} and an input file cannot be used together`,
      "use an input file, or --where with --field",
    );
  }
  if (path === "") throw usage("empty_path", "the file name is empty", "add a file name, or - for stdin");
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
      say`${option("by")} reads the column of that name; rename the column`,
    );
  }
  checkKeyField(by);
  return { by, idColumn: by };
}

function dealsSource(flags: RowsFlagValues): DealsInput {
  if (flags.where.length === 0) {
    throw usage(
      "nothing_to_plan",
      "no input file and no --where given",
      "add a file, - for stdin, or --where deal_stage=qualified --field deal_stage=proposal",
    );
  }
  const [stray] = typedRowFlags(flags);
  if (stray !== undefined) {
    throw usage("rows_and_where", `${stray} and --where cannot be used together`, `remove ${stray}`);
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
    `${flag} must be ${LIMITS[name].words}, got ${JSON.stringify(word)}`,
    `use ${flag} 8`,
  );
}
