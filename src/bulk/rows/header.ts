/** The header of a sheet → what each column is for. */
import { type Column, columnOf, leaveOutHint } from "./column.ts";
import { idColumnHint, likeliest } from "./likeliest.ts";
import { quoted, type RowProblem } from "./problem.ts";
import { DEFAULT_ID_COLUMN, type RowsOptions } from "./rowsOptions.ts";

export type Header = {
  readonly names: readonly string[];
  readonly columns: readonly Column[];
  /** Not empty: the rows can't be read. */
  readonly problems: readonly RowProblem[];
};

export function readHeader(names: readonly string[], line: number, options: RowsOptions): Header {
  const columns = names.map((name) => columnOf(name, options));
  const problems: RowProblem[] = [
    ...nameProblems(names, line),
    ...useProblems(names, columns, line, options),
    ...missingProblems(names, columns, line, options),
  ];
  return { names, columns, problems };
}

/** Names that are no names: empty, there twice, with white space around them. */
function nameProblems(names: readonly string[], line: number): readonly RowProblem[] {
  const problems: RowProblem[] = [];
  const seen = new Map<string, number>();
  for (const [at, name] of names.entries()) {
    const first = seen.get(name);
    if (name.trim() === "") {
      problems.push({
        code: "empty_column_name",
        line,
        message: `column ${at + 1} has no name`,
        hint: 'name it, or start its name with "_" to leave it out',
      });
    } else if (first !== undefined) {
      problems.push({
        code: "duplicate_column",
        line,
        column: name,
        message: `is there twice, as column ${first + 1} and ${at + 1}`,
        hint: 'rename one of them; a name that starts with "_" is left out',
      });
    } else if (name.trim() !== name) {
      problems.push({
        code: "bad_column_name",
        line,
        column: name,
        message: "the name starts or ends with white space",
        hint: "cells are taken literally, white space included: write the file without it",
      });
    }
    seen.set(name, first ?? at);
  }
  return problems;
}

/** Columns that set what can't be set, or the same field twice. */
function useProblems(
  names: readonly string[],
  columns: readonly Column[],
  line: number,
  options: RowsOptions,
): readonly RowProblem[] {
  const problems: RowProblem[] = [];
  const setBy = new Map<string, string>();
  for (const [at, column] of columns.entries()) {
    const name = names[at] as string;
    if (name.trim() !== name || name === "") continue;
    if (column.use === "refused") {
      const hint = leaveOutHint(names, options);
      problems.push({ code: column.code, line, column: name, message: column.reason, hint });
    }
    if (column.use !== "field") continue;
    const other = setBy.get(column.field);
    if (other === undefined) setBy.set(column.field, name);
    else if (other !== name) {
      problems.push({
        code: "field_twice",
        line,
        column: name,
        message: `sets the field ${quoted(column.field)}, as the column ${quoted(other)} does`,
        hint: `leave one out: --ignore-column ${quoted(other)}`,
      });
    }
  }
  return problems;
}

/** Columns that should be there. */
function missingProblems(
  names: readonly string[],
  columns: readonly Column[],
  line: number,
  options: RowsOptions,
): readonly RowProblem[] {
  const problems: RowProblem[] = [];
  const idColumn = options.idColumn ?? DEFAULT_ID_COLUMN;
  if (!columns.some(({ use }) => use === "id")) {
    problems.push({
      code: "missing_id_column",
      line,
      message: `no column is called ${quoted(idColumn)}; there are ${listed(names)}`,
      hint: idColumnHint(names),
    });
  } else if (!columns.some(({ use }) => use === "field" || use === "refused")) {
    problems.push({
      code: "no_field_columns",
      line,
      message: `no column sets a field; there are ${listed(names)}`,
      hint: "call a column as Routera calls the field, for example deal_stage",
    });
  }
  for (const [flag, name] of namedColumns(options)) {
    if (names.includes(name)) continue;
    problems.push({
      code: "unknown_column",
      line,
      message: `${flag} names the column ${quoted(name)}, which is not there; there are ${listed(names)}`,
      hint: likeliest(name, names) ?? `leave out ${flag} for it, or name one of those columns`,
    });
  }
  return problems;
}

/** The columns that options name, with the flag that names them. */
export function namedColumns(options: RowsOptions): readonly (readonly [flag: string, column: string])[] {
  return [
    ...[...(options.map?.keys() ?? [])].map((name) => ["--map", name] as const),
    ...(options.ignoreColumns ?? []).map((name) => ["--ignore-column", name] as const),
    ...(options.jsonColumns ?? []).map((name) => ["--json-column", name] as const),
  ];
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 12).map((name) => quoted(name));
  if (names.length > shown.length) shown.push(`${names.length - shown.length} more`);
  return shown.join(", ");
}
