/** Lines of a failures file, and the columns that a plan's fields take in it. Reading them again means the same. */
import type { Fields } from "../../deals/deal.ts";
import { usage } from "../../failure.ts";
import { option, say } from "../../hint.ts";
import { type JsonObject, jsonNumber, printJson } from "../../json.ts";
import type { Step } from "../../plans/plan.ts";
import { columnOf } from "../../rows/csv/header.ts";
import { leftoverOf } from "../../rows/csv/leftovers.ts";
import { FAILURE_COLUMNS, isOwnFile } from "../../rows/ownFile.ts";
import { guardCell, unguardCell } from "../../text/cells/cellGuard.ts";
import type { RowReport } from "../engine/rowReport.ts";
import type { IntendedChange } from "./intendedChange.ts";

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
  readonly line: (wanted: IntendedChange, report: RowReport) => string;
};

/** @param delimiter of a sheet */
export async function failureLines(shape: FailuresShape, delimiter: "," | "\t"): Promise<FailureLines> {
  if (shape.kind === "objects") return { header: "", line: objectLine };
  const { stringify } = await import("csv-stringify/sync");
  const print = (cells: readonly string[]) => stringify([[...cells]], { delimiter });
  const { names, cellsOf } = shape.kind === "sheet" ? asItCame(shape.header) : byField(shape.columns);
  return {
    header: print([...names, ...FAILURE_COLUMNS]),
    line: (wanted, report) =>
      print([...cellsOf(wanted), String(wanted.line ?? ""), report.outcome, guardCell(reasonOf(report))]),
  };
}

function objectLine(wanted: IntendedChange, report: RowReport): string {
  return `${printJson(objectOf(wanted, report))}\n`;
}

function objectOf({ original, id, line, set }: IntendedChange, report: RowReport): JsonObject {
  const marks = {
    _line: line === undefined ? null : jsonNumber(line),
    _status: report.outcome,
    _error: reasonOf(report),
  };
  if (original?.kind === "object") return { ...original.object, ...marks };
  // Nested, as Routera takes changes: a field that is itself called `fields` stays what it is.
  return { id, fields: set ?? {}, ...marks };
}

type Sheet = {
  readonly names: readonly string[];
  readonly cellsOf: (wanted: IntendedChange) => readonly string[];
};

function asItCame(header: readonly string[]): Sheet {
  // The cells of a file of ours are guarded already.
  const textOf = isOwnFile(header) ? unguardCell : literalText;
  // An earlier failures file that is applied again has these columns already.
  const marks: readonly string[] = FAILURE_COLUMNS;
  const kept = [...header.keys()].filter((at) => !marks.includes(header[at] ?? ""));
  return {
    names: kept.map((at) => guardCell(header[at] ?? "")),
    cellsOf: ({ original }) => {
      const cells = original?.kind === "cells" ? original.cells : [];
      return kept.map((at) => guardCell(textOf(cells[at] ?? "")));
    },
  };
}

/** `="00123"` means its text; with an apostrophe in front of it, it would mean itself. */
function literalText(cell: string): string {
  const leftover = leftoverOf(cell);
  return leftover?.kind === "quoted_text" ? leftover.text : cell;
}

function byField(columns: readonly FieldColumn[]): Sheet {
  return {
    names: ["id", ...columns.map(({ field }) => field)],
    cellsOf: ({ id, set = {} }) => [id, ...columns.map((column) => fieldCell(column, set))].map(guardCell),
  };
}

export function reasonOf({ code = "", message = "" }: RowReport): string {
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
      `the input has no column for the field ${JSON.stringify(field)}`,
      say`use ${option("failures", path.replace(/\.\w+$/, ".ndjson"))}`,
    );
  }
  return [...found].map(([field, json]) => ({ field, json }));
}

function fieldCell({ field, json }: FieldColumn, set: Fields): string {
  if (!Object.hasOwn(set, field)) return "";
  const value = set[field] ?? null;
  return json || typeof value !== "string" ? printJson(value) : value;
}
