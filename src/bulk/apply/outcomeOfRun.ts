/** What became of the writes of a run, taken together. Pure. */
import type { Outcome } from "../../failure.ts";
import type { RunEnd } from "./perform.ts";

/**
 * `unknown` as soon as one row is: who reads it must look before anything is sent again. `applied` when Routera holds at
 * least one row; that is no promise about the others.
 */
export function outcomeOfRun({ counts, undecided }: Pick<RunEnd, "counts" | "undecided">): Outcome {
  if (undecided > 0) return "unknown";
  return counts.applied > 0 ? "applied" : "not_applied";
}
