/** What a file of another system means: which column sets which field, in which form. Data, made by hand or from flags. */

/** Order of day, month and year in dates that are only numbers. */
export type DateOrder = "dmy" | "mdy" | "ymd";

/** How the text of a cell becomes a value. */
export type ColumnForm =
  | { readonly type: "string" }
  /** `currency`: signs and codes of currencies around the number are omitted. */
  | { readonly type: "number"; readonly decimal: "point" | "comma"; readonly currency: boolean }
  | { readonly type: "boolean" }
  /** Becomes an ISO date. */
  | { readonly type: "date"; readonly order: DateOrder }
  | { readonly type: "json" };

export type MappedColumn = {
  readonly field: string;
  readonly form: ColumnForm;
  /** Value of the file → value of the field. A cell that is not in it is refused. */
  readonly values: ReadonlyMap<string, string> | undefined;
};

export type EmptyCellsRule = "unchanged" | "clear" | "error";

export type Mapping = {
  /** How a deal is found: by its id, or by a field with a value of its own. */
  readonly by: string;
  /** The column that holds it. */
  readonly column: string;
  /** By the name of the column. */
  readonly columns: ReadonlyMap<string, MappedColumn>;
  readonly ignore: readonly string[];
  readonly emptyCells: EmptyCellsRule | undefined;
};
