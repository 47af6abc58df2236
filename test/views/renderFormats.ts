/** Both faces of a result, as a reader and a program see them. */
import { plainStyle } from "../../src/terminal/style.ts";
import { renderResult } from "../../src/views/render.ts";
import type { View } from "../../src/views/view.ts";

type Options = { readonly select?: readonly string[]; readonly width?: number };

/** The table and the JSON face one under the other. Results with streams are made again for each. */
export async function renderFormats<R>(view: View<R>, make: () => R, options: Options = {}): Promise<string> {
  return `${await renderFormat(view, make(), "table", options)}--- json\n${await renderFormat(view, make(), "json", options)}`;
}

/** One face as one text. */
export async function renderFormat<R>(
  view: View<R>,
  result: R,
  format: "table" | "json" | "ndjson" | "csv",
  { select, width }: Options = {},
): Promise<string> {
  const text = renderResult(view, result, { format, select, env: {}, page: { width, style: plainStyle } });
  if (typeof text === "string") return text;
  let whole = "";
  for await (const piece of text) whole += piece;
  return whole;
}
