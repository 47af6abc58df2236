/** What a request asks to plan, for the engine. */
import type { Context } from "../../cli/context.ts";
import { assignedFields } from "../../deals/assignments.ts";
import { usage } from "../../failure.ts";
import { typedFields } from "../../plans/baseline/edits.ts";
import type { RowsSource } from "../../plans/input.ts";
import type { DealsSource } from "../../plans/make.ts";
import type { Mapping } from "../../rows/mapping/mapping.ts";
import { parseMapping } from "../../rows/mapping/parseMapping.ts";
import { checkRowsOptions, type RowsOptions } from "../../rows/options.ts";
import type { DealsFlagValues, PlanRequest } from "./flags.ts";

/** The same request with the files that its words name for the rows: a mapping, and values for every row. */
export async function resolvedRequest(context: Context, asked: PlanRequest): Promise<PlanRequest> {
  const { source } = asked;
  if (source.from !== "rows") return asked;
  const { assignments, mapping: path, ...rows } = source;
  const mapped =
    path === undefined ? rows.options : withMapping(rows.options, await readMapping(context, path));
  const alsoSet = assignments && (await assignedFields(assignments, context.readText));
  const options = alsoSet === undefined ? mapped : { ...mapped, alsoSet };
  checkRowsOptions(options);
  return { ...asked, source: { ...rows, options } };
}

async function readMapping(context: Context, path: string): Promise<Mapping> {
  const { mapping, problems } = parseMapping(await context.readText(path, "--mapping"));
  if (mapping !== undefined) return mapping;
  const [first, ...others] = problems.map(({ line, message, path: keys }) => {
    const place = keys.length === 0 ? "" : `${keys.join(".")} `;
    return `${line === undefined ? "" : `line ${line}: `}${place}${message}`;
  });
  throw usage("bad_mapping", `${path} ${first}`, [...others.slice(0, 10), { help: ["mapping"] }]);
}

/** Options that were given take precedence over the mapping. */
function withMapping(options: RowsOptions, mapping: Mapping): RowsOptions {
  return {
    ...options,
    mapping,
    idColumn: options.idColumn ?? mapping.column,
    by: options.idColumn === undefined && mapping.by !== "id" ? mapping.by : options.by,
    ignoreColumns: [...(options.ignoreColumns ?? []), ...mapping.ignore],
    emptyCells: options.emptyCells ?? mapping.emptyCells,
  };
}

export function planSource(context: Context, source: PlanRequest["source"]): RowsSource | DealsSource {
  return source.from === "rows" ? source : dealsSource(context, source);
}

/** Files that the words name are read when they are needed. */
export function dealsSource(context: Context, { assignments, ...source }: DealsFlagValues): DealsSource {
  return { ...source, fields: () => assignedFields(assignments, context.readText) };
}

/** The fields that a request says are written as JSON; undefined for a request without rows. */
export function jsonFieldsOf({ source }: PlanRequest): ReadonlySet<string> | undefined {
  return source.from === "rows" ? typedFields(source.options) : undefined;
}

/** What a plan is made of, for people: a file, or the filter. */
export function sourceText(source: PlanRequest["source"]): string {
  if (source.from === "rows") return source.path === "-" ? "stdin" : source.path;
  return source.where
    .map(({ field, operator, values }) =>
      operator === "in" ? `${field} in ${values.join(",")}` : `${field}${operator}${values.join(",")}`,
    )
    .join(" and ");
}
