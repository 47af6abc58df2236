/** How rows are to be read. */

import type { Fields } from "../deals/deal.ts";
import { usage } from "../failure.ts";
import { type OptionKey, option, say, type Words, words } from "../hint.ts";
import type { DecimalMark } from "../text/cells/numberReadings.ts";
import type { InputFormat } from "./format.ts";
import type { Mapping } from "./mapping/mapping.ts";

/** What an empty cell of a sheet means: leave the field as it is, clear it, or refuse the row. */
export type EmptyCells = "unchanged" | "clear" | "error";

/** Columns are named as the sheet names them; for JSON rows a column is a key. */
export type RowsOptions = {
  /** The file's name, for messages and for reporting the format by its ending. Default `stdin`. */
  readonly name?: string | undefined;
  /** Default: by the ending of `name`, else by the first bytes. */
  readonly format?: InputFormat | undefined;
  /** The sheet of a spreadsheet. Default: `Deals`, else the only one. */
  readonly sheet?: string | undefined;
  /** The column that holds the deal's id. Default `id`. */
  readonly idColumn?: string | undefined;
  /** The field whose value `idColumn` holds, where deals are not named by their ids. */
  readonly by?: string | undefined;
  /** What the columns of another system's file mean; the options here take precedence. */
  readonly mapping?: Mapping | undefined;
  /** The name of the file that holds the mapping. */
  readonly mappingFile?: string | undefined;
  /** Set in every row, besides what its columns set. */
  readonly alsoSet?: Fields | undefined;
  /** Column → field, where the two are called differently. */
  readonly map?: ReadonlyMap<string, string> | undefined;
  /** Columns that set nothing, besides those that start with `_`. */
  readonly ignoreColumns?: readonly string[] | undefined;
  /** Columns of a sheet whose cells are JSON: numbers, true, false, null, lists. Refused for JSON rows. */
  readonly jsonColumns?: readonly string[] | undefined;
  /** Default `unchanged`. Refused for JSON rows: those say null, or leave the key out. */
  readonly emptyCells?: EmptyCells | undefined;
  /** The decimal mark of numbers, where the file itself leaves a choice. */
  readonly decimal?: DecimalMark | undefined;
  /** Columns whose cells are meant as they are, also where they look damaged. */
  readonly accept?: readonly string[] | undefined;
  /** True: every cell of an exported file counts as an edit. */
  readonly ignoreBaseline?: boolean | undefined;
};

export const DEFAULT_ID_COLUMN = "id";

/** @throws Failure of kind usage where two options contradict each other */
export function checkRowsOptions(options: RowsOptions): void {
  const idColumn = options.idColumn ?? DEFAULT_ID_COLUMN;
  const ignored = new Set(options.ignoreColumns);
  for (const column of options.map?.keys() ?? []) {
    if (column === idColumn) throw torn(column, "map", "contains the ID");
    if (ignored.has(column)) throw torn(column, "map", IGNORED);
  }
  if (ignored.has(idColumn)) throw torn(idColumn, "ignoreColumn", "contains the ID");
  for (const column of options.jsonColumns ?? []) {
    if (column === idColumn) throw torn(column, "jsonColumn", "contains the ID");
    if (ignored.has(column)) throw torn(column, "jsonColumn", IGNORED);
  }
}

/** @throws Failure of kind usage where an option for sheets is given with JSON rows */
export function checkOptionsForJson(options: RowsOptions): void {
  if ((options.jsonColumns?.length ?? 0) > 0) {
    throw usage(
      "option_for_sheets",
      words`${option("jsonColumn")} is for CSV and TSV: values in JSON have types`,
      say`remove ${option("jsonColumn")}`,
    );
  }
  if (options.decimal !== undefined || (options.accept?.length ?? 0) > 0) {
    const key = options.decimal === undefined ? "accept" : "decimal";
    throw usage(
      "option_for_sheets",
      words`${option(key)} is for CSV, TSV and spreadsheets: values in JSON have types`,
      say`remove ${option(key)}`,
    );
  }
  if (options.emptyCells !== undefined) {
    throw usage(
      "option_for_sheets",
      words`${option("emptyCells")} is for CSV and TSV: in JSON, null clears a field and "" is an empty string`,
      say`remove ${option("emptyCells")}`,
    );
  }
}

const IGNORED = words`is ignored by ${option("ignoreColumn")}`;

function torn(column: string, key: OptionKey, fact: Words) {
  return usage(
    "option_conflict",
    words`${option(key)}: column ${JSON.stringify(column)} ${fact}`,
    say`remove ${option(key)} for this column`,
  );
}
