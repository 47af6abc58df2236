/** Failed rows as an XLSX file: what was wanted of each deal, with the types of the values. */
import type { Fields } from "../../deals/deal.ts";
import { isLosslessNumber, type JsonValue, printJson } from "../../json.ts";
import type { Step } from "../../plans/plan.ts";
import { BASELINE_COLUMN, FAILURE_COLUMNS } from "../../rows/ownFile.ts";
import { originalValue } from "../../rows/row.ts";
import { type CellToWrite, writeSheet } from "../../rows/sheets/writeSheet.ts";
import type { RowReport } from "../engine/rowReport.ts";
import type { IntendedChange } from "./intendedChange.ts";
import { reasonOf } from "./lines.ts";

export type FailureSheet = {
  readonly cells: (wanted: IntendedChange, report: RowReport) => readonly CellToWrite[];
  /** Reads them once all are there: a spreadsheet cannot be written piece by piece. */
  readonly bytes: (rows: readonly (readonly CellToWrite[])[]) => AsyncIterable<Uint8Array>;
};

/** @returns `json`: columns whose cells are JSON, because some value is a list, null or an empty text */
export async function sheetShape(
  columns: readonly { readonly field: string }[],
  steps: AsyncIterable<Step>,
  hasBaseline: boolean,
): Promise<{ readonly shape: FailureSheet; readonly json: readonly string[] }> {
  const json = new Set<string>();
  for await (const { set = {} } of steps) {
    for (const [field, value] of Object.entries(set)) if (needsJson(value)) json.add(field);
  }
  const fields = columns.map(({ field }) => field);
  const names = ["id", ...fields, ...FAILURE_COLUMNS, ...(hasBaseline ? [BASELINE_COLUMN] : [])];
  const shape: FailureSheet = {
    cells: ({ id, line, original, set = {} }, report) => [
      id,
      ...fields.map((field) => cellOf(set, field, json.has(field))),
      line === undefined ? null : { number: String(line) },
      report.outcome,
      reasonOf(report),
      ...(hasBaseline ? [baselineOf(original, set)] : []),
    ],
    bytes: (rows) => writeSheet(names, rows),
  };
  return { shape, json: [...json] };
}

function needsJson(value: JsonValue): boolean {
  if (typeof value === "object") return !isLosslessNumber(value);
  return value === "";
}

function cellOf(set: Fields, field: string, isJson: boolean): CellToWrite {
  const value = Object.hasOwn(set, field) ? set[field] : undefined;
  if (value === undefined) return null;
  if (isJson) return printJson(value);
  if (isLosslessNumber(value)) return { number: value.value };
  return typeof value === "object" ? printJson(value) : value;
}

/** Of the fields that are set: the others are omitted, not emptied. */
function baselineOf(original: IntendedChange["original"], set: Fields): CellToWrite {
  const text = original && originalValue(original, BASELINE_COLUMN);
  if (typeof text !== "string") return null;
  const starts = Object.keys(set).map((field) => `${encodeURIComponent(field.toWellFormed())}=`);
  const [version = "", deal = "", ...marks] = text.trim().split(/\s+/);
  return [version, deal, ...marks.filter((mark) => starts.some((start) => mark.startsWith(start)))].join(" ");
}
