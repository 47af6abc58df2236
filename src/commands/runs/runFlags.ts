/** Flags of every command that carries a plan out: how far it goes, and what becomes of rows that fail. */
import type { MaxErrors } from "../../bulk/apply/halt.ts";
import { parsed, text, toggle, type ValuesOf } from "../../cli/flag.ts";
import { parseCount, parsePositive } from "../../cli/globals.ts";
import { usage } from "../../failure.ts";

export const guardFlags = {
  limit: parsed("n", "only the first n changes; the others stay to be resumed", parsePositive),
  maxErrors: parsed("n|n%", "stop when more rows than this fail; 5% is of all rows", parseMaxErrors),
  failFast: toggle("stop at the first row that fails; the same as --max-errors 0"),
  failures: text("file", "write rows that fail to this file, ready to be fed again", { offers: "file" }),
} as const;

export type Guards = {
  readonly limit: number | undefined;
  readonly maxErrors: MaxErrors | undefined;
  readonly failFast: boolean;
  readonly failures: string | undefined;
};

/** @throws Failure of kind usage when two of them contradict each other */
export function guardsOf({ limit, maxErrors, failFast, failures }: ValuesOf<typeof guardFlags>): Guards {
  if (failFast && maxErrors !== undefined) {
    throw usage("two_limits", "--fail-fast and --max-errors contradict each other", "give one of them");
  }
  if (failures === "" || failures === "-") {
    throw usage("bad_failures_file", "--failures names a file", "write --failures failed.csv");
  }
  return { limit, maxErrors: failFast ? { count: 0 } : maxErrors, failFast, failures };
}

function parseMaxErrors(typed: string, flag: string): MaxErrors {
  const percent = /^(\d{1,3}(?:\.\d{1,3})?)%$/.exec(typed)?.[1];
  if (percent === undefined) return { count: parseCount(typed, flag, 10) };
  if (Number(percent) <= 100) return { percent: Number(percent) };
  throw usage("bad_number", `${flag} takes at most 100%, not ${typed}`, `write ${flag} 5%`);
}
