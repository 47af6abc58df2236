/** The header of a CSV file: the purpose of each column, and suggestions for unknown names. */
import { SYSTEM_FIELDS } from "../../deals/deal.ts";
import { checkFieldName } from "../../deals/fieldName.ts";
import { Failure } from "../../failure.ts";
import { type Hint, type OptionKey, option, placeholder, say, words } from "../../hint.ts";
import { unguardCell } from "../../text/cells/cellGuard.ts";
import { editDistance } from "../../text/closestMatch.ts";
import type { MappedColumn } from "../mapping/mapping.ts";
import { DEFAULT_ID_COLUMN, type RowsOptions } from "../options.ts";
import { BASELINE_COLUMN, isOwnFile, lacksBaseline } from "../ownFile.ts";
import { quoted, type RowProblem } from "../row.ts";
import { encodingProblem, oddNameProblem, oneColumnHint, quotedNamesProblem } from "./oddNames.ts";

export type Header = {
  readonly names: readonly string[];
  readonly columns: readonly InputColumn[];
  /** The columns whose cells matter, in order. */
  readonly used: readonly UsedColumn[];
  /** Where the first column is that holds the ID; -1 where there is none. */
  readonly idAt: number;
  /** True for a file that this program wrote: apostrophes guard its cells. */
  readonly own: boolean;
  /** True for an export with its baselines. */
  readonly hasBaseline: boolean;
  /** Not empty: the rows can't be read. */
  readonly problems: readonly RowProblem[];
};

type UsedColumn = {
  readonly at: number;
  readonly name: string;
  readonly column: Extract<InputColumn, { use: "id" | "field" | "unnamed" }>;
  /** The field that is set to the text of the cell. */
  readonly literal?: string | undefined;
};

export function readHeader(cells: readonly string[], line: number, options: RowsOptions): Header {
  const own = isOwnFile(cells);
  const names = own ? cells.map(unguardCell) : cells;
  const columns = names.map((name) => columnOf(name, options));
  const hasBaseline = names.includes(BASELINE_COLUMN) && options.ignoreBaseline !== true;
  const misread = encodingProblem(names, line) ?? quotedNamesProblem(names, line);
  const problems: readonly RowProblem[] =
    misread !== undefined
      ? [misread]
      : [
          ...nameProblems(names, line),
          ...useProblems(names, columns, line, options),
          ...missingProblems(names, columns, line, options),
        ];
  const used = columns.flatMap((column, at) => usedColumn(column, at, names[at] ?? ""));
  const idAt = columns.findIndex(({ use }) => use === "id");
  return { names, columns, used, idAt, own, hasBaseline, problems };
}

function usedColumn(column: InputColumn, at: number, name: string): readonly UsedColumn[] {
  if (column.use === "id" || column.use === "unnamed") return [{ at, name, column }];
  if (column.use !== "field") return [];
  const literal = column.json || column.mapped !== undefined ? undefined : column.field;
  return [{ at, name, column, literal }];
}

/** Names that are no names: there twice, with white space around them. */
function nameProblems(names: readonly string[], line: number): readonly RowProblem[] {
  const problems: RowProblem[] = [];
  const seen = new Map<string, number>();
  for (const [at, name] of names.entries()) {
    const first = seen.get(name);
    // Without a cell below it, it is nothing.
    if (name.trim() === "") continue;
    if (first !== undefined) {
      problems.push({
        code: "duplicate_column",
        line,
        column: name,
        message: `is a duplicate: columns ${first + 1} and ${at + 1} have this name`,
        hint: 'rename one of them; a name that starts with "_" is ignored',
      });
    } else if (name.trim() !== name) {
      const odd = oddNameProblem(name);
      problems.push({
        code: "bad_column_name",
        line,
        column: name,
        message: odd?.message ?? "the name starts or ends with white space",
        hint: odd?.hint ?? "remove the white space: cells are read literally",
      });
    }
    seen.set(name, first ?? at);
  }
  return problems;
}

/** Columns that set what can't be set, or the same field twice. */
function useProblems(
  names: readonly string[],
  columns: readonly InputColumn[],
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
    const odd = column.named ? undefined : oddNameProblem(name);
    if (odd !== undefined) problems.push({ line, column: name, ...odd });
    if (Object.hasOwn(options.alsoSet ?? {}, column.field)) {
      problems.push({
        code: "duplicate_field",
        line,
        column: name,
        message: "sets a field that is also set for all rows",
        hint: say`ignore the column: ${option("ignoreColumn", name)}`,
      });
    }
    const other = setBy.get(column.field);
    if (other === undefined) setBy.set(column.field, name);
    else if (other !== name) {
      problems.push({
        code: "duplicate_field",
        line,
        column: name,
        message: `sets the field ${quoted(column.field)}, which column ${quoted(other)} also sets`,
        hint: say`ignore one of them: ${option("ignoreColumn", other)}`,
      });
    }
  }
  return problems;
}

/** Columns that should be there. */
function missingProblems(
  names: readonly string[],
  columns: readonly InputColumn[],
  line: number,
  options: RowsOptions,
): readonly RowProblem[] {
  const problems: RowProblem[] = [];
  if (lacksBaseline(names) && options.ignoreBaseline !== true) {
    problems.push({
      code: "missing_baseline",
      line,
      message: `column ${BASELINE_COLUMN} of the exported file is missing: every cell would be an edit and could overwrite changes of other users`,
      hint: say`export again, or add ${option("ignoreBaseline")}`,
    });
  }
  const idColumn = options.idColumn ?? DEFAULT_ID_COLUMN;
  if (options.by !== undefined && options.mapping === undefined && names.includes(DEFAULT_ID_COLUMN)) {
    problems.push({
      code: "by_and_id_column",
      line,
      column: DEFAULT_ID_COLUMN,
      message: words`identifies the deal, but ${option("by", options.by)} uses another column`,
      hint: say`remove ${option("by")}, or rename the column id`,
    });
  }
  if (!columns.some(({ use }) => use === "id")) {
    problems.push({
      code: "missing_id_column",
      line,
      message: `column ${quoted(idColumn)} not found; available columns: ${listed(names)}`,
      hint: oneColumnHint(names, idColumn) ?? idColumnHint(names),
    });
  } else if (
    options.alsoSet === undefined &&
    !columns.some(({ use }) => use === "field" || use === "refused")
  ) {
    problems.push({
      code: "no_field_columns",
      line,
      message: `no column sets a field; available columns: ${listed(names)}`,
      hint: "use a field name such as deal_stage as column name",
    });
  }
  for (const [key, name] of namedColumns(options)) {
    if (names.includes(name)) continue;
    problems.push({
      code: "unknown_column",
      line,
      message: words`${option(key)}: column ${quoted(name)} not found; available columns: ${listed(names)}`,
      hint: suggestColumn(name, names) ?? say`remove this ${option(key)}, or use one of these columns`,
    });
  }
  return problems;
}

/** The columns that options name, with the option that names them. */
export function namedColumns(options: RowsOptions): readonly (readonly [key: OptionKey, column: string])[] {
  return [
    ...[...(options.map?.keys() ?? [])].map((name) => ["map", name] as const),
    ...(options.ignoreColumns ?? []).map((name) => ["ignoreColumn", name] as const),
    ...(options.jsonColumns ?? []).map((name) => ["jsonColumn", name] as const),
    ...(options.accept ?? []).map((name) => ["accept", name] as const),
  ];
}

function listed(names: readonly string[]): string {
  const all = names.filter((name) => name.trim() !== "");
  const shown = all.slice(0, 12).map((name) => quoted(name));
  if (all.length > shown.length) shown.push(`${all.length - shown.length} more`);
  return shown.join(", ");
}

/** It holds the id, sets a field, sets nothing, or can't be used. */
export type InputColumn =
  | { readonly use: "id" }
  | {
      readonly use: "field";
      readonly field: string;
      readonly json: boolean;
      /** True: the user said which field it sets. */
      readonly named: boolean;
      readonly mapped?: MappedColumn | undefined;
    }
  /** Nothing may be in it. */
  | { readonly use: "unnamed" }
  | { readonly use: "nothing" }
  | { readonly use: "refused"; readonly code: string; readonly reason: string };

/** By name. What was said explicitly goes before the rule that a leading `_` sets nothing. */
export function columnOf(name: string, options: RowsOptions): InputColumn {
  if (name === (options.idColumn ?? DEFAULT_ID_COLUMN)) return { use: "id" };
  if (name.trim() === "") return { use: "unnamed" };
  // Two columns that name the deal are one mistake, reported once.
  if (options.by !== undefined && name === DEFAULT_ID_COLUMN) return { use: "nothing" };
  const entry = options.mapping?.columns.get(name);
  const mapped = options.map?.get(name) ?? entry?.field;
  if (options.ignoreColumns?.includes(name)) return { use: "nothing" };
  if (options.mapping !== undefined && mapped === undefined && !name.startsWith("_")) {
    const reason = "is neither in columns nor in ignore of the mapping";
    return { use: "refused", code: "unmapped_column", reason };
  }
  // `__proto__` starts with `_` too, but no one writes it to leave a mark.
  if (mapped === undefined && name.startsWith("_") && name !== "__proto__") return { use: "nothing" };
  try {
    const field = checkFieldName(mapped ?? name);
    const json = options.jsonColumns?.includes(name) ?? false;
    const form = json || options.map?.has(name) ? undefined : entry;
    return { use: "field", field, json, named: mapped !== undefined, ...(form && { mapped: form }) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { use: "refused", code: error.code, reason: error.message };
  }
}

/** How to omit the columns that Routera keeps itself, all in one go; undefined where there are none. */
export function leaveOutHint(names: readonly string[], options: RowsOptions): Hint | undefined {
  const system = names.filter(
    (name) =>
      (SYSTEM_FIELDS as readonly string[]).includes(name) && columnOf(name, options).use === "refused",
  );
  if (system.length === 0) return undefined;
  const each = system.flatMap((name, at) => [at === 0 ? "" : " ", option("ignoreColumn", name)]);
  return say`ignore read-only columns: start their names with "_", or add ${each}`;
}

/** `did you mean "deal_stage"?`, or undefined where nothing is near. */
export function suggestColumn(name: string, names: readonly string[]): string | undefined {
  const wanted = plain(name);
  let best: string | undefined;
  let least = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of names) {
    const letters = plain(candidate);
    const far = editDistance(wanted, letters);
    // Short names have few letters to change: one that shares none is no guess.
    if (far >= least || far >= Math.min(wanted.length, letters.length)) continue;
    least = far;
    best = candidate;
  }
  return best === undefined ? undefined : `did you mean ${quoted(best)}?`;
}

/** How to name the column that seems to hold the ids. */
function idColumnHint(names: readonly string[]): Hint {
  const found =
    names.find((name) => /^(?:id|dealid|iddeal|objectid|recordid|routeraid|uuid)$/.test(plain(name))) ??
    names.find((name) => /(?:^|[^a-z])id$/i.test(name) && plain(name) !== "externalid");
  return found === undefined
    ? say`set the column of the deal IDs: ${option("idColumn", placeholder("NAME"))}`
    : say`this column seems to contain the deal IDs: ${option("idColumn", found)}`;
}

/** Case, spaces and punctuation are what people get wrong. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}
