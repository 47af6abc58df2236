/** The text of a mapping file → a mapping, or all that is wrong with it. */
import * as v from "valibot";
import { isMap, LineCounter, parseDocument } from "yaml";
import { isUnsafeName } from "../../deals/fieldName.ts";
import type { ColumnForm, MappedColumn, Mapping } from "./mapping.ts";
import { mappingNestsTooDeep, oddNode } from "./plainYaml.ts";

export type MappingProblemCode =
  | "not_yaml"
  | "mapping_too_large"
  | "unknown_key"
  | "missing_key"
  | "bad_value"
  | "duplicate_field"
  | "duplicate_column"
  | "option_of_other_type";

/** Where it is: keys from the top, and the line in the file. */
export type MappingProblem = {
  readonly code: MappingProblemCode;
  readonly path: readonly string[];
  readonly line: number | undefined;
  /** In words, without the path. */
  readonly message: string;
};

export type MappingResult =
  | { readonly mapping: Mapping; readonly problems?: undefined }
  | { readonly mapping?: undefined; readonly problems: readonly [MappingProblem, ...MappingProblem[]] };

/** Bytes, about: a mapping of 1,000 columns with tables fits. */
export const MAX_MAPPING_LENGTH = 1024 * 1024;

const name = v.pipe(v.string("must be a string"), v.minLength(1, "must not be empty"));
const values = v.record(name, v.union([v.string(), v.number(), v.boolean()], "must be a string"));
const columnObject = v.strictObject({
  field: name,
  type: v.optional(
    v.picklist(
      ["string", "number", "boolean", "date", "json"],
      "must be string, number, boolean, date or json",
    ),
  ),
  decimal: v.optional(v.picklist(["point", "comma"], "must be point or comma")),
  currency: v.optional(v.boolean("must be true or false")),
  order: v.optional(v.picklist(["dmy", "mdy", "ymd"], "must be dmy, mdy or ymd")),
  values: v.optional(values),
});
const schema = v.strictObject({
  by: v.optional(name, "id"),
  column: name,
  columns: v.optional(
    v.record(name, v.union([name, columnObject], "must be a field name or an object with field")),
    {},
  ),
  ignore: v.optional(v.array(name, "must be a list of column names"), []),
  empty_cells: v.optional(v.picklist(["unchanged", "clear", "error"], "must be unchanged, clear or error")),
});

/** YAML 1.2 or JSON. Only data: no tags, no aliases. */
export function parseMapping(text: string): MappingResult {
  if (text.length > MAX_MAPPING_LENGTH) {
    return refused("mapping_too_large", `must not be larger than ${MAX_MAPPING_LENGTH} characters`);
  }
  if (mappingNestsTooDeep(text)) return refused("not_yaml", "nested too deep");
  const lines = new LineCounter();
  const document = parseDocument(text.replace(/^\uFEFF/, ""), {
    version: "1.2",
    schema: "core",
    lineCounter: lines,
    uniqueKeys: true,
  });
  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined)
    return refused("not_yaml", error.message.split("\n", 1)[0] as string, lines.linePos(error.pos[0]).line);
  const odd = oddNode(document);
  if (odd !== undefined) return refused("not_yaml", odd.message, lines.linePos(odd.at).line);
  if (document.contents !== null && !isMap(document.contents))
    return refused("bad_value", "must be an object", 1);

  const lineOf = (path: readonly string[]): number | undefined => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as { range?: readonly number[] } | undefined;
      const start = node?.range?.[0];
      if (start !== undefined) return lines.linePos(start).line;
    }
    return 1;
  };
  const file: unknown = document.toJS({ maxAliasCount: 0 }) ?? {};
  const unsafe = unsafeKey(file);
  if (unsafe !== undefined) {
    return {
      problems: [{ code: "bad_value", path: unsafe, line: lineOf(unsafe), message: "is not a valid name" }],
    };
  }
  const result = v.safeParse(schema, file);
  const problems = result.success ? [] : result.issues.flatMap((issue) => problemsOf(issue, lineOf));
  if (result.success) problems.push(...contradictions(result.output, lineOf));
  const [first, ...more] = problems;
  if (first !== undefined) return { problems: [first, ...more] };
  return { mapping: mappingOf(result.output as MappingFile) };
}

type MappingFile = v.InferOutput<typeof schema>;
type Line = (path: readonly string[]) => number | undefined;

function refused(code: MappingProblemCode, message: string, line?: number): MappingResult {
  return { problems: [{ code, path: [], line, message }] };
}

/** Names that the validation omits without a word. */
function unsafeKey(value: unknown, path: readonly string[] = []): readonly string[] | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, one] of Object.entries(value)) {
    const at = [...path, key];
    const found = isUnsafeName(key) ? at : unsafeKey(one, at);
    if (found !== undefined) return found;
  }
  return undefined;
}

function problemsOf(issue: v.BaseIssue<unknown>, lineOf: Line): MappingProblem[] {
  // What is wrong with a column is reported by the issues of its object.
  const inner = issue.issues?.filter(({ path }) => path !== undefined && path.length > 0) ?? [];
  if (inner.length > 0 && typeof issue.input === "object" && issue.input !== null) {
    const outer = issue.path ?? [];
    return inner.flatMap((one) =>
      problemsOf({ ...one, path: [...outer, ...(one.path ?? [])] } as v.BaseIssue<unknown>, lineOf),
    );
  }
  const path = (issue.path ?? []).map(({ key }) => String(key));
  const isUnknown = issue.type === "strict_object" && issue.expected === "never";
  const isMissing = issue.type === "strict_object" && issue.received === "undefined";
  const code = isUnknown ? "unknown_key" : isMissing ? "missing_key" : "bad_value";
  const message = isUnknown ? "is not a known key" : isMissing ? "is missing" : issue.message;
  return [{ code, path, line: lineOf(path), message }];
}

function contradictions(file: MappingFile, lineOf: Line): MappingProblem[] {
  const problems: MappingProblem[] = [];
  const add = (code: MappingProblemCode, path: readonly string[], message: string) =>
    problems.push({ code, path, line: lineOf(path), message });
  const setBy = new Map<string, string>();
  for (const [column, entry] of Object.entries(file.columns)) {
    const path = ["columns", column];
    const field = typeof entry === "string" ? entry : entry.field;
    const other = setBy.get(field);
    if (other !== undefined)
      add("duplicate_field", path, `sets ${field}, as does column ${JSON.stringify(other)}`);
    setBy.set(field, column);
    if (column === file.column) add("duplicate_column", path, "identifies the deal and cannot set a field");
    if (file.ignore.includes(column)) add("duplicate_column", path, "is also in ignore");
    if (field === file.by) add("duplicate_field", path, `${field} identifies the deal and cannot be set`);
    if (typeof entry !== "string") problems.push(...otherType(entry, path, lineOf));
  }
  if (file.ignore.includes(file.column))
    add("duplicate_column", ["ignore"], `${file.column} identifies the deal`);
  return problems;
}

function otherType(
  entry: v.InferOutput<typeof columnObject>,
  path: readonly string[],
  lineOf: Line,
): MappingProblem[] {
  const { type = "string" } = entry;
  const belongs = { decimal: "number", currency: "number", order: "date", values: "string" } as const;
  const problems: MappingProblem[] = [];
  for (const [key, wanted] of Object.entries(belongs)) {
    if (entry[key as keyof typeof belongs] === undefined || type === wanted) continue;
    const at = [...path, key];
    const message = `is for columns of type ${wanted}, not ${type}`;
    problems.push({ code: "option_of_other_type", path: at, line: lineOf(at), message });
  }
  if (type === "date" && entry.order === undefined) {
    problems.push({
      code: "missing_key",
      path: [...path, "order"],
      line: lineOf(path),
      message: "is missing: dates require dmy, mdy or ymd",
    });
  }
  return problems;
}

function mappingOf({ by, column, columns, ignore, empty_cells }: MappingFile): Mapping {
  return {
    by,
    column,
    columns: new Map(Object.entries(columns).map(([one, entry]) => [one, mappedColumn(entry)])),
    ignore,
    emptyCells: empty_cells,
  };
}

function mappedColumn(entry: MappingFile["columns"][string]): MappedColumn {
  if (typeof entry === "string") return { field: entry, form: { type: "string" }, values: undefined };
  const { field, values: table } = entry;
  const entries =
    table === undefined ? undefined : Object.entries(table).map(([from, to]) => [from, String(to)] as const);
  return { field, form: formOf(entry), values: entries && new Map(entries) };
}

function formOf({
  type = "string",
  decimal = "point",
  currency = false,
  order,
}: v.InferOutput<typeof columnObject>): ColumnForm {
  switch (type) {
    case "number":
      return { type, decimal, currency };
    case "date":
      return { type, order: order ?? "ymd" };
    default:
      return { type };
  }
}
