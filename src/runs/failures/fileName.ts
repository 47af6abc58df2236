/** Names of failures files: their ending says what is in them to whoever reads them again. */
import { usage } from "../../failure.ts";
import { option, say, words } from "../../hint.ts";
import type { Original } from "../../rows/row.ts";

/** @throws Failure `bad_failures_file` for an ending that speaks of a format in which no failures are written */
export function checkFailuresName(path: string): void {
  if (!/\.(?:json|xlsm|xls|ods)$/i.test(path)) return;
  throw usage(
    "bad_failures_file",
    words`${option("failures")} must be a CSV, XLSX or NDJSON file, got ${JSON.stringify(path)}`,
    say`use ${option("failures", path.replace(/\.\w+$/, /\.json$/i.test(path) ? ".ndjson" : ".xlsx"))}`,
  );
}

/** The same for rows that are written as CSV, as they came. @throws Failure `bad_failures_file` */
export function checkSheetName(path: string, original: Original): void {
  // The types of a spreadsheet's cells are kept as well in NDJSON.
  if (original.kind !== "cells" || original.isSpreadsheet) return;
  if (!/\.(?:jsonl|ndjson)$/i.test(path)) return;
  throw usage(
    "bad_failures_file",
    words`${option("failures")} must be a CSV file for this input, got ${JSON.stringify(path)}`,
    say`use ${option("failures", path.replace(/\.\w+$/, ".csv"))}`,
  );
}
