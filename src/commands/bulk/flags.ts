/** Flags of the commands that plan or apply many deals: input and conditions, limits and failures. */
import { parseAssignments } from "../../cli/arguments/assignments.ts";
import { parseColumnMap } from "../../cli/arguments/columns.ts";
import { choice, list, parsed, text, toggle, type ValuesOf } from "../../cli/flag.ts";
import { parseCount, parsePositive } from "../../cli/globals.ts";
import { isWithin, LIMITS } from "../../config/settings.ts";
import type { Assignments } from "../../deals/assignments.ts";
import { parseWhere } from "../../deals/parseWhere.ts";
import { usage } from "../../failure.ts";
import { option, say } from "../../hint.ts";
import type { RowsSource } from "../../plans/input.ts";
import type { DealsSource, PlanOptions } from "../../plans/make.ts";
import { INPUT_FORMATS } from "../../rows/format.ts";
import { checkRowsOptions } from "../../rows/options.ts";
import type { MaxErrors } from "../../runs/engine/circuitBreaker.ts";
import type { RunOptions } from "../../runs/execute.ts";

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
  field: list("key=value", "with --where: set a field to this text", { offers: "assignment" }),
  fieldJson: list("key=json", "with --where: set a field to a JSON value", { offers: "field" }),
  fieldFile: list("key=path", "with --where: set a field to the text of a file, `-` for stdin", {
    offers: "field",
  }),
  clear: list("key", "with --where: empty a field (send null)", { offers: "field" }),
  allowIncomplete: toggle(
    "with --where: make a plan also where deals move while the list is read, so that some may be missing",
  ),
  fieldsJson: text("path", "with --where: set all fields of a JSON object in a file", { offers: "file" }),
} as const;

export const paceFlags = {
  concurrency: parsed("n", "requests at once", parseConcurrency),
  rate: parsed("n", "requests per second at most", parseRate),
} as const;

export const forceFlag = toggle("replace the file where it is there");

export type RowsWords = ValuesOf<typeof rowsFlags>;
export type PaceWords = ValuesOf<typeof paceFlags>;

/** What a command that plans was asked for. */
export type PlanRequest = PlanOptions & {
  readonly source: RowsSource | DealsWords;
  readonly read: boolean;
  /** True: a plan file that is there is replaced. */
  readonly overwrite: boolean;
};

/** Conditions, and what the deals become, before files that the words name are read. */
export type DealsWords = Omit<DealsSource, "fields"> & { readonly assignments: Assignments };

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
  allowIncomplete: "--allow-incomplete",
} as const;
const ROW_FLAGS = {
  inputFormat: "--input-format",
  idColumn: "--id-column",
  map: "--map",
  jsonColumn: "--json-column",
  ignoreColumn: "--ignore-column",
  emptyCells: "--empty-cells",
  decimal: "--decimal",
  accept: "--accept",
  ignoreBaseline: "--ignore-baseline",
} as const;

function typed(flags: RowsWords, names: Partial<Record<keyof RowsWords, string>>): readonly string[] {
  return Object.entries(names)
    .filter(([key]) => {
      const value = flags[key as keyof RowsWords];
      return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
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
    decimal: flags.decimal,
    accept: flags.accept,
    ignoreBaseline: flags.ignoreBaseline,
  };
  checkRowsOptions(options);
  return { from: "rows", path, options };
}

function dealsSource(flags: RowsWords): DealsWords {
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

export const guardFlags = {
  limit: parsed("n", "only the first n changes; the others stay to be resumed", parsePositive),
  maxErrors: parsed("n|n%", "stop when more rows than this fail; 5% is of all rows", parseMaxErrors),
  failFast: toggle("stop at the first row that fails; the same as --max-errors 0"),
  failures: text("file", "write rows that fail to this file, ready to be fed again", { offers: "file" }),
  force: toggle("replace the file of --failures where it is there"),
} as const;

/**
 * What was typed, with the limits and the failures file in the form of the engine.
 * @throws Failure of kind usage when two of them contradict each other
 */
export function runFlags<Typed extends ValuesOf<typeof guardFlags>>(
  flags: Typed,
): Omit<Typed, "failures" | "maxErrors"> & Pick<RunOptions, "failures" | "maxErrors"> {
  const { failFast, failures, force, maxErrors } = flags;
  if (failFast && maxErrors !== undefined) {
    throw usage("two_limits", "--fail-fast and --max-errors contradict each other", "give one of them");
  }
  if (failures === "" || failures === "-") {
    throw usage("bad_failures_file", "--failures names a file", "write --failures failed.csv");
  }
  if (failures === undefined && force) {
    throw usage("force_without_file", "--force is about the file of --failures", "leave it out");
  }
  if (failures !== undefined && /\.json$/i.test(failures)) {
    throw usage(
      "bad_failures_file",
      `--failures writes CSV or NDJSON, and ${JSON.stringify(failures)} would not be read as such again`,
      say`write ${option("failures", failures.replace(/\.\w+$/, ".ndjson"))}`,
    );
  }
  return {
    ...flags,
    maxErrors: failFast ? { count: 0 } : maxErrors,
    failures: failures === undefined ? undefined : { path: failures, overwrite: force },
  };
}

/** @throws Failure `dry_run_writes` */
export function checkDryRun(dryRun: boolean, { failures }: Pick<RunOptions, "failures">): void {
  if (!dryRun || failures === undefined) return;
  throw usage(
    "dry_run_writes",
    "--dry-run carries nothing out: no row can fail that --failures could hold",
    "leave one of them out",
  );
}

function parseMaxErrors(typed: string, flag: string): MaxErrors {
  const percent = /^(\d{1,3}(?:\.\d{1,3})?)%$/.exec(typed)?.[1];
  if (percent === undefined) return { count: parseCount(typed, flag, 10) };
  if (Number(percent) <= 100) return { percent: Number(percent) };
  throw usage("bad_number", `${flag} takes at most 100%, not ${typed}`, `write ${flag} 5%`);
}
