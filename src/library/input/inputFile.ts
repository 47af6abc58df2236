/** Options of callers that say what the columns of an input file mean. */
import type { OptionType } from "../checkOptions.ts";

/** What the columns of an input file mean. */
export type InputFileOptions = {
  /** Default: by the ending of the path, else by the first bytes. XLSX and ODS are reported by their bytes. */
  readonly format?: "csv" | "tsv" | "ndjson" | "json" | undefined;
  /** The sheet of a spreadsheet. Default: `Deals`, else the only one. */
  readonly sheet?: string | undefined;
  /** The column that holds the IDs of the deals. Default `id`; with `by`, the column of that name. */
  readonly idColumn?: string | undefined;
  /** What the columns of another system's file mean: the path of a YAML or JSON file, or the same as an object. */
  readonly mapping?: string | MappingObject | undefined;
  /** Field names by column, where the two differ. */
  readonly map?: Readonly<Record<string, string>> | undefined;
  /** Columns that set nothing. */
  readonly ignoreColumns?: readonly string[] | undefined;
  /** Columns whose cells are JSON. */
  readonly jsonColumns?: readonly string[] | undefined;
  /** Default `unchanged`. */
  readonly emptyCells?: "unchanged" | "clear" | "error" | undefined;
  /** The decimal mark of the numbers, where the file leaves a choice. */
  readonly decimal?: "point" | "comma" | undefined;
  /** Columns whose cells are meant as they are. */
  readonly accept?: readonly string[] | undefined;
  /** True: every cell of an exported file counts as an edit. */
  readonly ignoreBaseline?: boolean | undefined;
};

/** A mapping as a mapping file holds it. */
export type MappingObject = {
  /** The field that deals are found by. Default `id`. */
  readonly by?: string;
  /** The column that holds its value. */
  readonly column: string;
  readonly columns?: Readonly<Record<string, string | MappingColumn>>;
  readonly ignore?: readonly string[];
  readonly empty_cells?: "unchanged" | "clear" | "error";
};

export type MappingColumn = {
  readonly field: string;
  readonly type?: "string" | "number" | "boolean" | "date" | "json";
  readonly decimal?: "point" | "comma";
  readonly currency?: boolean;
  readonly order?: "dmy" | "mdy" | "ymd";
  /** Value of the file → value of the field. */
  readonly values?: Readonly<Record<string, string>>;
};

export const INPUT_FILE_OPTIONS = {
  format: "format",
  sheet: "string",
  idColumn: "string",
  mapping: "mapping",
  map: "map",
  ignoreColumns: "strings",
  jsonColumns: "strings",
  emptyCells: "emptyCells",
  decimal: "decimal",
  accept: "strings",
  ignoreBaseline: "boolean",
} as const satisfies { readonly [name in keyof Required<InputFileOptions>]: OptionType };
