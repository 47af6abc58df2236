/** Deals as a sheet, or the file that holds them now. */
import { type JsonObject, jsonNumber } from "../json.ts";
import { safeText } from "../text/escape.ts";
import { csvText } from "./formats/csv.ts";
import type { View } from "./view.ts";

export type ExportResult =
  | {
      readonly rows: AsyncIterable<JsonObject>;
      readonly columns: readonly string[];
      readonly counter: Counter;
    }
  | { readonly file: string; readonly next: string; readonly counter: Counter };

/** Grows while rows are written. `blocked`: deals that were omitted. */
export type Counter = { deals: number; blocked: number };

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
    const { file, next } = result;
    const { deals } = result.counter;
    return [
      `Exported ${deals} ${deals === 1 ? "deal" : "deals"} to ${safeText(file)}\n`,
      `${page.style.dim("Edit the file, then:")} ${safeText(next)}\n`,
    ].join("");
  },
  value: (result) => {
    if ("rows" in result) return { many: result.rows, columns: result.columns, isInput: true };
    const { file, next } = result;
    const { deals, blocked } = result.counter;
    return {
      one: {
        type: "summary",
        complete: true,
        file,
        deals: jsonNumber(deals),
        ...(blocked > 0 && { blocked: jsonNumber(blocked) }),
        next,
      },
    };
  },
};
