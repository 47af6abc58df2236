/** How a run ended → what is printed of it. Pure. */
import type { RunEnd } from "../../bulk/apply/perform.ts";
import type { Globals } from "../../cli/globals.ts";
import type { RunSummary } from "../../views/runSummary.ts";
import { nextCommands } from "./nextCommands.ts";

/**
 * @param how.read false: the deals were not read before they were written
 * @param how.takenBack applied rows that an undo has taken back already
 */
export function summaryOf(
  end: RunEnd,
  globals: Globals,
  { read, takenBack = 0 }: { readonly read: boolean; readonly takenBack?: number | undefined },
): RunSummary {
  const { about, complete, counts, pending, rows, run, stops } = end;
  const left = pending + counts.failed;
  const refused = counts.rejected + counts.conflict;
  return {
    run,
    kind: about.kind,
    profile: about.profile,
    origin: about.origin,
    planDigest: about.plan_digest,
    shard: about.shard,
    undoOf: about.undo_of,
    rows,
    counts,
    impossible: end.impossible,
    pending,
    complete,
    stopped: stops[0]?.code ?? (pending > counts.unknown ? "limit" : undefined),
    failures: end.failures,
    failureCount: end.failureCount,
    storedDifferently: end.storedDifferently,
    next:
      run === undefined
        ? []
        : nextCommands({
            run,
            applied: counts.applied - takenBack,
            left,
            refused,
            // A later call tells only of its own rows.
            unseen: end.failureCount === 0 && refused + end.impossible > 0,
            read,
            globals,
          }),
  };
}
