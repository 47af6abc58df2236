/** A cell of a field that held true or false. */
import { readBoolean } from "../../text/cells/booleanWords.ts";
import { type CellVerdict, UNCHANGED } from "./verdict.ts";

/** Words of several languages, and 1 and 0: LibreOffice writes those into ODS files. */
export function compareBoolean(previous: boolean, text: string): CellVerdict {
  const digit = /^\s*[01]\s*$/.test(text) ? text.trim() === "1" : undefined;
  const value = readBoolean(text) ?? digit;
  if (value === undefined) return { kind: "invalid" };
  return value === previous ? UNCHANGED : { kind: "edit", value: String(value) };
}
