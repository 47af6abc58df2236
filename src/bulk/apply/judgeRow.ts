/** The Failure of one row → what became of it, and whether the run goes on. Pure. */
import type { Failure } from "../../failure.ts";
import type { RowOutcome } from "../journal/journalRecord.ts";

/**
 * `stop`: no other row could do better. `html`, `network`: it stops the run when several in a row say so.
 * `wait`: told to stop, or to come back much later.
 */
export type Weight = "row" | "html" | "network" | "stop";

export type JudgedRow = {
  /**
   * `rejected`: Routera said no, for good. `failed`: surely not written, for a reason that may pass. `unknown`: it may have
   * been written.
   */
  readonly outcome: Extract<RowOutcome, "rejected" | "failed" | "unknown">;
  readonly weight: Weight;
};

export function judgeRow(failure: Failure): JudgedRow {
  // A bug of ours too: once a write is announced, nobody knows how far it came.
  const unknown = failure.outcome === "unknown";
  const outcome = unknown ? "unknown" : isRefusal(failure) ? "rejected" : "failed";
  return { outcome, weight: weightOf(failure) };
}

/** Routera's word on this one deal. A 403 may be about this deal alone. */
function isRefusal({ kind, code }: Failure): boolean {
  return REFUSALS.has(kind) || code === "forbidden";
}

const REFUSALS: ReadonlySet<string> = new Set(["rejected", "not_found", "conflict", "usage"]);

function weightOf({ kind, code }: Failure): Weight {
  if (code === "forbidden" || REFUSALS.has(kind)) return "row";
  if (kind === "credentials" || kind === "bug" || kind === "local_io") return "stop";
  if (STOPPING.has(code)) return "stop";
  if (kind === "not_routera") return "html";
  return NETWORK.has(code) ? "network" : "row";
}

/** A redirect and a bad certificate meet every row; a wait above the cap is meant for everybody. */
const STOPPING: ReadonlySet<string> = new Set(["redirected", "tls_failed", "rate_limited"]);

const NETWORK: ReadonlySet<string> = new Set([
  "host_not_found",
  "connection_refused",
  "connection_failed",
  "proxy_failed",
  "connection_reset",
  "timed_out",
  "answer_cut",
]);
