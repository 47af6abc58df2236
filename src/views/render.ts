/** A result in the format that was asked for. */
import { inBuildRunner, safeLineStream, safeLines } from "../text/escape.ts";
import { csvText } from "./formats/csv.ts";
import { jsonText, ndjsonText } from "./formats/json.ts";
import type { Page, Text, View } from "./view.ts";

export type RenderOptions = {
  readonly format: keyof typeof DRAWN;
  /** Keys to show, as given with `--select`; undefined: all. */
  readonly select?: readonly string[] | undefined;
  readonly page: Page;
  readonly env: Readonly<Record<string, string | undefined>>;
};

/**
 * The text for stdout, ending in a newline unless it is empty. Streams stay streams, and nothing is yielded before the
 * first row is there: a call that fails at once leaves stdout empty.
 */
export function renderResult<Result>(view: View<Result>, result: Result, drawing: RenderOptions): Text {
  return DRAWN[drawing.format](view, result, drawing);
}

const DRAWN = {
  table: drawnTable,
  json: (view, result, { select }) => jsonText(view.value(result), select),
  ndjson: (view, result, { select }) => ndjsonText(view.value(result), select),
  // A limited width means a terminal; elsewhere the exact text matters more than how it looks.
  csv: (view, result, { page, select }) =>
    csvText(view.value(result), { select, visible: page.width !== undefined }),
} as const satisfies Readonly<Record<string, Draw>>;

type Draw = <Result>(view: View<Result>, result: Result, drawing: Omit<RenderOptions, "format">) => Text;

function drawnTable<Result>(
  view: View<Result>,
  result: Result,
  { select, page, env }: Omit<RenderOptions, "format">,
): Text {
  const table = view.table(result, { ...page, select });
  if (typeof table === "string") return inBuildRunner(env) ? safeLines(table) : table;
  const pieces = table instanceof Promise ? memoizeAsync(table) : table;
  return inBuildRunner(env) ? safeLineStream(pieces) : pieces;
}

async function* memoizeAsync(text: Promise<string>): AsyncGenerator<string> {
  yield await text;
}
