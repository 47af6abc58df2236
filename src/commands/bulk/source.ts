/** What a command asks to plan: as it was typed, and for the engine. */
import type { Context } from "../../cli/context.ts";
import { type Assignments, assignedFields } from "../../deals/assignments.ts";
import { usage } from "../../failure.ts";
import { isSameFile } from "../../files/operations.ts";
import type { Words } from "../../hint.ts";
import type { RowsSource } from "../../plans/input.ts";
import type { DealsSource, PlanParameters } from "../../plans/make.ts";
import { typeAdvice } from "../../plans/typeAdvice.ts";
import type { Mapping } from "../../rows/mapping/mapping.ts";
import { mappingOfText, withMapping } from "../../rows/mapping/withMapping.ts";
import { checkRowsOptions } from "../../rows/options.ts";
import { typedPath } from "../../text/typedPath.ts";

/** What a command that plans was asked for. */
export type PlanningInput = PlanParameters & {
  readonly source: RowsFileInput | DealsInput;
  readonly read: boolean;
  /** True: a plan file that is there is replaced. */
  readonly overwrite: boolean;
};

/** A file of rows, before the files that the words name besides are read. */
export type RowsFileInput = RowsSource & {
  /** The file of a mapping. */
  readonly mapping?: string | undefined;
  /** What every row sets besides its own. */
  readonly assignments?: Assignments | undefined;
};

/** Conditions, and what the deals become, before files that the words name are read. */
export type DealsInput = Omit<DealsSource, "fields"> & { readonly assignments: Assignments };

/** Files that the words name besides the rows, by what is read from them. */
export function namedFiles({ source }: PlanningInput): Readonly<Record<string, string | undefined>> {
  const { assignments } = source;
  const values = [...(assignments?.byName ?? [])].flatMap(([name, value]) =>
    value.from === "file" ? [[`the value of ${name}`, value.path]] : [],
  );
  return {
    "the mapping": source.from === "rows" ? source.mapping : undefined,
    "the file of fields": assignments?.whole,
    ...Object.fromEntries(values),
  };
}

/** No output replaces a file that is read. @param output as it was typed @throws Failure `output_is_input` */
export async function checkOutput(
  { host }: Context,
  asked: PlanningInput,
  output: string | undefined,
): Promise<void> {
  if (output === undefined) return;
  for (const [what, input] of Object.entries(namedFiles(asked))) {
    if (input === undefined || input === "-") continue;
    if (!(await isSameFile(typedPath(host, output), typedPath(host, input)))) continue;
    throw usage("output_is_input", `${output} is also ${what}`, "use another file");
  }
}

/** The same input with the files that it names for the rows: a mapping, and values for every row. */
export async function withNamedFiles(context: Context, asked: PlanningInput): Promise<PlanningInput> {
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
  return mappingOfText(await context.readText(path, "--mapping"), path);
}

export function planSource(context: Context, source: PlanningInput["source"]): RowsSource | DealsSource {
  return source.from === "rows" ? source : dealsSource(context, source);
}

/** Files that the words name are read when they are needed. */
export function dealsSource(context: Context, { assignments, ...source }: DealsInput): DealsSource {
  return { ...source, fields: () => assignedFields(assignments, context.readText) };
}

/** How a field of the plan keeps its type. */
export function typeAdviceOf({ source }: PlanningInput): (field: string) => Words {
  return (field) => typeAdvice(field, source);
}

/** What a plan is made of, for people: a file, or the filter. */
export function sourceText(source: PlanningInput["source"]): string {
  if (source.from === "rows") return source.path === "-" ? "stdin" : source.path;
  return source.where
    .map(({ field, operator, values }) =>
      operator === "in" ? `${field} in ${values.join(",")}` : `${field}${operator}${values.join(",")}`,
    )
    .join(" and ");
}
