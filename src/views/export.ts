/** Deals as a sheet, or the file that holds them now. */
import { type JsonObject, jsonNumber } from "../json.ts";
import { safeText } from "../text/escape.ts";
import { csvText } from "./formats/csv.ts";
import type { View } from "./view.ts";

export type ExportResult =
  | { readonly rows: AsyncIterable<JsonObject>; readonly columns: readonly string[] }
  | { readonly file: string; readonly deals: number; readonly next: string };

/** CSV is the face for people too: a sheet is what was asked for. With a file, what went into it. */
export const exportView: View<ExportResult> = {
  table: (result, page) => {
    if ("rows" in result) {
      const { select, width } = page;
      return csvText(
        { many: result.rows, columns: result.columns, isInput: true },
        { select, visible: width !== undefined },
      );
    }
    const { file, deals, next } = result;
    return [
      `${deals} ${deals === 1 ? "deal" : "deals"} written to ${safeText(file)}\n`,
      `${page.style.dim("edit it, then:")} ${safeText(next)}\n`,
    ].join("");
  },
  value: (result) => {
    if ("rows" in result) return { many: result.rows, columns: result.columns, isInput: true };
    const { file, deals, next } = result;
    return { one: { type: "summary", complete: true, file, deals: jsonNumber(deals), next } };
  },
};
