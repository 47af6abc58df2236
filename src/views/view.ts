/** How a result is drawn: one View per kind of result, a face for people and a value for programs. */
import type { JsonObject, JsonValue } from "../json.ts";
import type { Style } from "../terminal/style.ts";

/** Text to be written, at once or piece by piece. */
export type Text = string | AsyncIterable<string>;

/** What a table may fill, and what it shows. */
export type Page = {
  /** Columns of the terminal; undefined: no limit. */
  readonly width: number | undefined;
  readonly style: Style;
  /** Called with the columns of a table that have no room. */
  readonly onLeftOut?: ((titles: readonly string[]) => void) | undefined;
  /** The rows or columns asked for with `--select`; undefined: the usual ones. */
  readonly select?: readonly string[] | undefined;
};

/** What the machine formats are made of: one value, or a stream of flat objects. */
export type Value =
  | { readonly one: JsonValue }
  | {
      readonly many: AsyncIterable<JsonObject>;
      readonly columns: readonly string[];
      /** True: the rows are edited in spreadsheets and read again. */
      readonly isInput?: boolean;
    };

export type View<Result> = {
  /** The face for people. Everything from outside in it must be made safe for a terminal. */
  table(result: Result, page: Page): Text | Promise<string>;
  /** The same facts for programs, with Routera's own names and nesting. */
  value(result: Result): Value;
};
