/** Flags that bound a run, and where failed rows go. */
import { parsed, text, toggle, type ValuesOf } from "../../cli/flag.ts";
import { parseCount, parsePositive } from "../../cli/globals.ts";
import { usage } from "../../failure.ts";
import type { MaxErrors } from "../../runs/engine/circuitBreaker.ts";
import type { RunOptions } from "../../runs/execute.ts";
import { checkFailuresName } from "../../runs/failures/fileName.ts";

export const guardFlags = {
  limit: parsed("n", "only the first n changes; the others stay to be resumed", parsePositive),
  maxErrors: parsed("n|n%", "stop when more rows than this fail; 5% is of all rows", parseMaxErrors),
  failFast: toggle("stop at the first row that fails; the same as --max-errors 0"),
  failures: text("file", "write rows that fail to this file, ready to be fed again", { offers: "file" }),
  force: toggle("replace the file of --failures where it is there"),
} as const;

/**
 * What was typed, with the limits and the failures file in the form of the engine.
 * @throws Failure of kind usage when two of them contradict each other
 */
export function runFlags<Typed extends ValuesOf<typeof guardFlags>>(
  flags: Typed,
): Omit<Typed, "failures" | "maxErrors"> & Pick<RunOptions, "failures" | "maxErrors"> {
  const { failFast, failures, force, maxErrors } = flags;
  if (failFast && maxErrors !== undefined) {
    throw usage("two_limits", "--fail-fast and --max-errors contradict each other", "give one of them");
  }
  if (failures === "" || failures === "-") {
    throw usage("bad_failures_file", "--failures names a file", "write --failures failed.csv");
  }
  if (failures === undefined && force) {
    throw usage("force_without_file", "--force is about the file of --failures", "leave it out");
  }
  if (failures !== undefined) checkFailuresName(failures);
  return {
    ...flags,
    maxErrors: failFast ? { count: 0 } : maxErrors,
    failures: failures === undefined ? undefined : { path: failures, overwrite: force },
  };
}

function parseMaxErrors(typed: string, flag: string): MaxErrors {
  const percent = /^(\d{1,3}(?:\.\d{1,3})?)%$/.exec(typed)?.[1];
  if (percent === undefined) return { count: parseCount(typed, flag, 10) };
  if (Number(percent) <= 100) return { percent: Number(percent) };
  throw usage("bad_number", `${flag} takes at most 100%, not ${typed}`, `write ${flag} 5%`);
}
