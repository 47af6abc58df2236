/** Flags that bound a run, and where failed rows go. */
import { parsed, text, toggle, type ValuesOf } from "../../cli/flag.ts";
import { parseCount, parsePositive } from "../../cli/globals.ts";
import { usage } from "../../failure.ts";
import { option, say } from "../../hint.ts";
import type { MaxErrors } from "../../runs/engine/circuitBreaker.ts";
import type { RunOptions } from "../../runs/execute.ts";
import { type ReportRequest, reportFlags, reportRequest } from "../reports/flags.ts";

export const guardFlags = {
  limit: parsed("n", "only the first n changes; the others stay to be resumed", parsePositive),
  maxErrors: parsed("n|n%", "stop when more rows than this fail; 5% is of all rows", parseMaxErrors),
  failFast: toggle("stop at the first row that fails; the same as --max-errors 0"),
  failures: text("file", "write rows that fail to this file, ready to be fed again", { offers: "file" }),
  ...reportFlags,
} as const;

/**
 * What was typed, with the limits and the failures file in the form of the engine.
 * @throws Failure of kind usage when two of them contradict each other
 */
export function runFlags<Typed extends ValuesOf<typeof guardFlags>>(
  flags: Typed,
): Omit<Typed, "failures" | "maxErrors"> &
  Pick<RunOptions, "failures" | "maxErrors"> & { readonly reports: ReportRequest } {
  const { failFast, failures, force, maxErrors } = flags;
  const reports = reportRequest(flags);
  if (failFast && maxErrors !== undefined) {
    throw usage("two_limits", "--fail-fast and --max-errors contradict each other", "give one of them");
  }
  if (failures === "" || failures === "-") {
    throw usage("bad_failures_file", "--failures names a file", "write --failures failed.csv");
  }
  if (failures === undefined && reports.targets.length === 0 && force) {
    throw usage(
      "force_without_file",
      "--force is about the files of --failures and --report",
      "leave it out",
    );
  }
  if (failures !== undefined && /\.json$/i.test(failures)) {
    throw usage(
      "bad_failures_file",
      `--failures writes CSV or NDJSON, and ${JSON.stringify(failures)} would not be read as such again`,
      say`write ${option("failures", failures.replace(/\.\w+$/, ".ndjson"))}`,
    );
  }
  return {
    ...flags,
    reports,
    maxErrors: failFast ? { count: 0 } : maxErrors,
    failures: failures === undefined ? undefined : { path: failures, overwrite: force },
  };
}

/** @throws Failure `dry_run_writes` */
export function checkDryRun(dryRun: boolean, { failures }: Pick<RunOptions, "failures">): void {
  if (!dryRun || failures === undefined) return;
  throw usage(
    "dry_run_writes",
    "--dry-run carries nothing out: no row can fail that --failures could hold",
    "leave one of them out",
  );
}

function parseMaxErrors(typed: string, flag: string): MaxErrors {
  const percent = /^(\d{1,3}(?:\.\d{1,3})?)%$/.exec(typed)?.[1];
  if (percent === undefined) return { count: parseCount(typed, flag, 10) };
  if (Number(percent) <= 100) return { percent: Number(percent) };
  throw usage("bad_number", `${flag} takes at most 100%, not ${typed}`, `write ${flag} 5%`);
}
