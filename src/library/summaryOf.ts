/** How a run ended → what is told of it. Pure. */
import { exitOfRun } from "../bulk/apply/exitOfRun.ts";
import type { RunEnd } from "../bulk/apply/perform.ts";
import { worded } from "./hints.ts";
import type { RunSummary } from "./runSummary.ts";

export function summaryOf(end: RunEnd): RunSummary {
  const { about, complete, counts, failureCount, failures, impossible, ms, pending, rows, run, stops } = end;
  return {
    run,
    kind: about.kind,
    origin: about.origin,
    planDigest: about.plan_digest,
    shard: about.shard,
    undoOf: about.undo_of,
    rows,
    counts,
    impossible,
    pending,
    complete,
    stops: stops.map((stop) => worded(stop)),
    exitCode: exitOfRun(end),
    failures,
    failureCount,
    storedDifferently: end.storedDifferently,
    unproved: end.unproved.map(({ row, id, outcome }) => ({ row, id, outcome })),
    ms,
  };
}
