/** Names of failures files: their ending says what is in them to whoever reads them again. */
import { usage } from "../../failure.ts";
import { option, say, words } from "../../hint.ts";

/** @throws Failure `bad_failures_file` for an ending that speaks of a format in which no failures are written */
export function checkFailuresName(path: string): void {
  if (!/\.json$/i.test(path)) return;
  throw usage(
    "bad_failures_file",
    words`${option("failures")} must be a CSV or NDJSON file, got ${JSON.stringify(path)}`,
    say`use ${option("failures", path.replace(/\.\w+$/, ".ndjson"))}`,
  );
}

/** The same for rows that are written as CSV, as they came. @throws Failure `bad_failures_file` */
export function checkSheetName(path: string): void {
  if (!/\.(?:jsonl|ndjson)$/i.test(path)) return;
  throw usage(
    "bad_failures_file",
    words`${option("failures")} must be a CSV file for this input, got ${JSON.stringify(path)}`,
    say`use ${option("failures", path.replace(/\.\w+$/, ".csv"))}`,
  );
}
