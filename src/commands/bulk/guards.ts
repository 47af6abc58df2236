/** Flags that bound a run, and where failed rows go. */
import { parsed, text, toggle, type ValuesOf } from "../../cli/flag.ts";
import { parseCount, parsePositive } from "../../cli/globals.ts";
import { usage } from "../../failure.ts";
import { placeholder } from "../../hint.ts";
import type { MaxErrors } from "../../runs/engine/circuitBreaker.ts";
import type { RunParameters } from "../../runs/execute.ts";
import { checkFailuresName } from "../../runs/failures/fileName.ts";
import { type ReportRequest, reportFlags, reportRequest } from "../reports/flags.ts";

export const guardFlags = {
  limit: parsed("n", "Apply only the first n changes; resume the rest later", parsePositive),
  maxErrors: parsed("n|n%", "Stop when more than n rows, or n% of all rows, fail", parseMaxErrors),
  failFast: toggle("Stop at the first failed row; same as --max-errors 0"),
  failures: text("file", "Save failed rows to a file that `deals apply` accepts", { offers: "file" }),
  ...reportFlags,
} as const;

/** For commands whose plan is seen before it is applied. */
export const approveFlag = parsed(
  "digest",
  "Apply only if the plan has this digest, without a prompt",
  parseDigest,
);

/**
 * What was typed, with the limits and the failures file in the form of the engine.
 * @throws Failure of kind usage when two of them contradict each other
 */
export function runFlags<Typed extends ValuesOf<typeof guardFlags>>(
  flags: Typed,
): Omit<Typed, "failures" | "maxErrors"> &
  Pick<RunParameters, "failures" | "maxErrors"> & { readonly reports: ReportRequest } {
  const { failFast, failures, force, maxErrors } = flags;
  const reports = reportRequest(flags);
  if (failFast && maxErrors !== undefined) {
    throw usage("two_limits", "--fail-fast and --max-errors cannot be used together", "remove one of them");
  }
  if (failures === "" || failures === "-") {
    throw usage("bad_failures_file", "--failures requires a file name", "use --failures failed.csv");
  }
  if (failures === undefined && reports.targets.length === 0 && force) {
    throw usage("force_without_file", "--force requires --failures or --report", "remove --force");
  }
  if (failures !== undefined) checkFailuresName(failures);
  return {
    ...flags,
    reports,
    maxErrors: failFast ? { count: 0 } : maxErrors,
    failures: failures === undefined ? undefined : { path: failures, overwrite: force },
  };
}

function parseMaxErrors(typed: string, flag: string): MaxErrors {
  const percent = /^(\d{1,3}(?:\.\d{1,3})?)%$/.exec(typed)?.[1];
  if (percent === undefined) return { count: parseCount(typed, flag, 10) };
  if (Number(percent) <= 100) return { percent: Number(percent) };
  throw usage("bad_number", `${flag} must be at most 100%, got ${typed}`, `use ${flag} 5%`);
}

function parseDigest(typed: string, flag: string): string {
  if (/^sha256:[0-9a-f]{64}$/.test(typed)) return typed;
  throw usage(
    "bad_digest",
    `${flag} must be sha256: and 64 hex digits, got ${JSON.stringify(typed.slice(0, 80))}`,
    {
      say: "show the digest",
      run: {
        command: "deals plan",
        operands: [placeholder("FILE")],
        options: { out: placeholder("plan.jsonl") },
      },
    },
  );
}
