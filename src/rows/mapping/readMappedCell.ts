/** The text of a cell → the value that its column's form and table say. Pure. */
import { isLosslessNumber, type JsonValue, LosslessNumber, parseJson } from "../../json.ts";
import { readBoolean } from "../../text/cells/booleanWords.ts";
import { numberReadings } from "../../text/cells/numberReadings.ts";
import type { DateOrder, MappedColumn } from "./mapping.ts";

export type MappedCell =
  | { readonly value: JsonValue }
  /** What no table and no form covers is never passed on. */
  | {
      readonly code:
        | "value_not_in_table"
        | "bad_number_cell"
        | "bad_boolean_cell"
        | "bad_date_cell"
        | "bad_json_cell";
      /** What would have been accepted, for the message: values of the table, or the form in words. */
      readonly expected: readonly string[];
    };

/** @param text not empty */
export function readMappedCell(text: string, { form, values }: MappedColumn): MappedCell {
  if (values !== undefined) {
    const value = values.get(text) ?? values.get(text.trim());
    return value === undefined ? { code: "value_not_in_table", expected: [...values.keys()] } : { value };
  }
  switch (form.type) {
    case "string":
      return { value: text };
    case "number":
      return numberCell(text, form.decimal, form.currency);
    case "boolean": {
      const value = readBoolean(text) ?? WORDS.get(text.trim().toLowerCase());
      return value === undefined ? { code: "bad_boolean_cell", expected: ["true", "false"] } : { value };
    }
    case "date": {
      const value = isoDate(text.trim(), form.order);
      return value === undefined ? { code: "bad_date_cell", expected: [form.order] } : { value };
    }
    case "json":
      return jsonCell(text);
  }
}

const WORDS: ReadonlyMap<string, boolean> = new Map([
  ["yes", true],
  ["no", false],
  ["y", true],
  ["n", false],
  ["1", true],
  ["0", false],
]);

function numberCell(text: string, decimal: "point" | "comma", currency: boolean): MappedCell {
  const bad = { code: "bad_number_cell", expected: [decimal] } as const;
  const hasOther = /[^\d\s.,'’+\-\u2212()eE%\u00a0\u202f]/.test(text);
  if (hasOther && !currency) return bad;
  const reading = numberReadings(text).find(({ mark }) => mark === "any" || mark === decimal);
  // Whether 5 % is 5 or 0.05 is not said.
  if (reading === undefined || reading.percent) return bad;
  return { value: new LosslessNumber(reading.digits) };
}

/** An ISO date, also where the cell has a time behind it, which must be an ISO time. */
function isoDate(text: string, order: DateOrder): string | undefined {
  const match =
    /^(\d{1,4})([-/. ])(\d{1,2})\2(\d{1,4})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?))?$/.exec(
      text,
    );
  if (match === null) return undefined;
  const [, a = "", , b = "", c = "", time] = match;
  // A year of four digits in front is ISO order whatever the file's is.
  const [year, month, day] =
    a.length === 4 || order === "ymd" ? [a, b, c] : order === "dmy" ? [c, b, a] : [c, a, b];
  if (year.length !== 4 || day.length > 2 || month.length > 2) return undefined;
  const date = new Date(`${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || date.getUTCDate() !== Number(day)) return undefined;
  const iso = date.toISOString().slice(0, 10);
  return time === undefined ? iso : `${iso}T${time}`;
}

function jsonCell(text: string): MappedCell {
  try {
    const value = parseJson(text, { duplicates: "refuse" });
    if (isLosslessNumber(value) || typeof value !== "object" || value === null || depth(value) <= DEEPEST)
      return { value };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return { code: "bad_json_cell", expected: ["JSON"] };
}

/** As for other input: deeper values are refused. */
const DEEPEST = 100;

function depth(value: JsonValue): number {
  if (typeof value !== "object" || value === null || isLosslessNumber(value)) return 0;
  return 1 + Math.max(0, ...Object.values(value).map((one) => depth(one as JsonValue)));
}
