/** What a cell is, compared with the value that was exported. */
import { readBoolean } from "../../text/cells/booleanWords.ts";

export type CellDamage =
  /** The same digits without the decimal point. */
  | "point_lost"
  /** The previous value with fewer digits. */
  | "rounded"
  /** A text that became a number, a date or a boolean. */
  | "retyped_number"
  | "retyped_date"
  | "retyped_boolean"
  /** Cut at the most characters that a cell holds. */
  | "cut"
  /** White space or an apostrophe was added. */
  | "padded"
  /** Other white space, or line ends that are gone. */
  | "spaced"
  | "misread"
  | "replaced"
  | "reduced"
  | "escaped"
  /** Letters in another form: one for `fi`, full-width ones. */
  | "compatible";

export type CellVerdict =
  /** `form`: it is not the same text, and means the same. */
  | { readonly kind: "unchanged"; readonly form?: "normal_form" | "rounded" }
  /** For numbers the digits of a JSON number. */
  | { readonly kind: "edit"; readonly value: string }
  /** `readings`: what the cell would be as it is. */
  | { readonly kind: "damaged"; readonly damage: CellDamage; readonly readings: readonly string[] }
  /** Two values are possible. */
  | { readonly kind: "ambiguous"; readonly readings: readonly string[] }
  /** No value of this type. */
  | { readonly kind: "invalid" };

export const UNCHANGED: CellVerdict = { kind: "unchanged" };

/** A cell of a field that held true or false: words of several languages, and 1 and 0, which LibreOffice writes into ODS files. */
export function compareBoolean(previous: boolean, text: string): CellVerdict {
  const digit = /^\s*[01]\s*$/.test(text) ? text.trim() === "1" : undefined;
  const value = readBoolean(text) ?? digit;
  if (value === undefined) return { kind: "invalid" };
  return value === previous ? UNCHANGED : { kind: "edit", value: String(value) };
}
