/** Lines of a failures file, and the columns that a plan's fields take in it. Reading them again means the same. */
import type { Fields } from "../../deals/deal.ts";
import { usage } from "../../failure.ts";
import { option, say } from "../../hint.ts";
import { type JsonObject, jsonNumber, printJson } from "../../json.ts";
import type { Step } from "../../plans/plan.ts";
import { columnOf } from "../../rows/csv/header.ts";
import type { RowReport } from "../engine/rowReport.ts";
import type { WantedChange } from "./intendedChange.ts";

/**
 * `sheet`: the columns of a sheet, as its rows came. `objects`: a JSON object a line, as it came where it came as one.
 * `fields`: a sheet with a column for each field, for rows that are no longer at hand.
 */
export type FailuresShape =
  | { readonly kind: "sheet"; readonly header: readonly string[] }
  | { readonly kind: "objects" }
  | { readonly kind: "fields"; readonly columns: readonly FieldColumn[] };

export type FailureLines = {
  readonly header: string;
  readonly line: (wanted: WantedChange, report: RowReport) => string;
};

/** Keeps a spreadsheet from running a text of ours (`mark`) or a cell as it came, which may be guarded already (`cell`). */
export type CellGuard = {
  readonly mark: (text: string) => string;
  readonly cell: (text: string) => string;
};

/** Columns that are ours; they set nothing when the file is fed again. */
const MARKS = ["_line", "_status", "_error"] as const;

/** @param delimiter of a sheet */
export async function failureLines(
  shape: FailuresShape,
  delimiter: "," | "\t",
  guard: CellGuard,
): Promise<FailureLines> {
  if (shape.kind === "objects") return { header: "", line: objectLine };
  const { stringify } = await import("csv-stringify/sync");
  const print = (cells: readonly string[]) => stringify([[...cells]], { delimiter });
  const { names, cellsOf } =
    shape.kind === "sheet" ? asItCame(shape.header, guard) : byField(shape.columns, guard);
  return {
    header: print([...names, ...MARKS]),
    line: (wanted, report) =>
      print([...cellsOf(wanted), String(wanted.line ?? ""), report.outcome, guard.mark(errorOf(report))]),
  };
}

function objectLine(wanted: WantedChange, report: RowReport): string {
  return `${printJson(objectOf(wanted, report))}\n`;
}

function objectOf({ original, id, line, set }: WantedChange, report: RowReport): JsonObject {
  const marks = {
    _line: line === undefined ? null : jsonNumber(line),
    _status: report.outcome,
    _error: errorOf(report),
  };
  if (original?.kind === "object") return { ...original.object, ...marks };
  // Nested, as Routera takes changes: a field that is itself called `fields` stays what it is.
  return { id, fields: set ?? {}, ...marks };
}

type Sheet = {
  readonly names: readonly string[];
  readonly cellsOf: (wanted: WantedChange) => readonly string[];
};

function asItCame(header: readonly string[], guard: CellGuard): Sheet {
  // An earlier failures file that is fed again has these columns already.
  const kept = [...header.keys()].filter((at) => !(MARKS as readonly string[]).includes(header[at] ?? ""));
  return {
    names: kept.map((at) => header[at] ?? ""),
    cellsOf: ({ original }) => {
      const cells = original?.kind === "cells" ? original.cells : [];
      return kept.map((at) => guard.cell(cells[at] ?? ""));
    },
  };
}

function byField(columns: readonly FieldColumn[], guard: CellGuard): Sheet {
  return {
    names: ["id", ...columns.map(({ field }) => field)],
    cellsOf: ({ id, set = {} }) => [id, ...columns.map((column) => fieldCell(column, set))].map(guard.mark),
  };
}

function errorOf({ code = "", message = "" }: RowReport): string {
  return message === "" ? code : `${code}: ${message}`;
}

/** `json`: its cells hold JSON, as `--json-column` reads it, since some value is no text, or an empty one. */
type FieldColumn = { readonly field: string; readonly json: boolean };

/**
 * In the order in which the fields come. Memory: the names alone.
 * @param isPlain false for a name that a sheet can't have as it is
 * @throws Failure `bad_failures_file` for a field that no column of a sheet can set
 */
export async function fieldColumns(
  path: string,
  steps: AsyncIterable<Step>,
  isPlain: (name: string) => boolean,
): Promise<readonly FieldColumn[]> {
  const found = new Map<string, boolean>();
  for await (const { set = {} } of steps) {
    for (const [field, value] of Object.entries(set)) {
      // An empty cell leaves its field alone.
      const json = typeof value !== "string" || value === "";
      found.set(field, json || found.get(field) === true);
    }
  }
  for (const field of found.keys()) {
    if (field.trim() === field && isPlain(field) && columnOf(field, {}).use === "field") continue;
    throw usage(
      "bad_failures_file",
      `no column of a sheet sets the field ${JSON.stringify(field)}`,
      say`write ${option("failures", path.replace(/\.\w+$/, ".ndjson"))}`,
    );
  }
  return [...found].map(([field, json]) => ({ field, json }));
}

function fieldCell({ field, json }: FieldColumn, set: Fields): string {
  if (!Object.hasOwn(set, field)) return "";
  const value = set[field] ?? null;
  return json || typeof value !== "string" ? printJson(value) : value;
}
