/**
 * Reconciles a row with an unknown outcome, recorded by a process that is gone or sent without a clear response: reads
 * the deal, then decides.
 */
import type { Deal } from "../../deals/deal.ts";
import type { Failure } from "../../failure.ts";
import type { Clock } from "../../host.ts";
import type { JsonObject } from "../../json.ts";
import type { Change } from "../../plans/plan.ts";
import { changeOf } from "../failures/intendedChange.ts";
import type { Intent } from "../journal/record.ts";
import {
  applyRow,
  propertiesToRead,
  type RowTools,
  recordApplied,
  recordFailure,
  recordResult,
} from "./applyRow.ts";
import { classifyRowFailure } from "./circuitBreaker.ts";
import type { RowReport } from "./rowReport.ts";

/** How long after its intent a write may still arrive, in milliseconds. */
export const SETTLING_TIME_MS = 45_000;

/**
 * @param line where the row was in the input
 * @returns undefined for a row whose outcome is as unknown as before
 */
export async function reconcileRow(
  intent: Intent,
  tools: RowTools & { readonly clock: Clock; readonly signal: AbortSignal },
  line?: number,
): Promise<RowReport | undefined> {
  const { client, clock, limiter, signal } = tools;
  const change = { ...changeOf(intent), ...(line !== undefined && { line }) };
  const before = change.before && dealOf(intent, change.before);
  try {
    const left = Date.parse(intent.at) + SETTLING_TIME_MS - clock.now();
    // A clock that was set back must not make anyone wait for hours.
    if (left > 0) await clock.wait(Math.min(left, SETTLING_TIME_MS), signal);
  } catch {
    return undefined;
  }
  if (tools.stopped()) return undefined;
  const settled = await limiter.run(() =>
    client.settle(intent.id, change.set, {
      before,
      properties: propertiesToRead(change.set),
      sentAgo: Math.max(0, clock.now() - Date.parse(intent.at)),
    }),
  );
  if (settled.verdict === "unknown") return unsettled(change, settled.failure, tools);
  if (settled.verdict === "applied") return recordApplied(change, settled.deal, tools);
  // Proved not to be there: from here on it is a row like any other, its comparison included.
  if (settled.verdict === "unapplied") return applyRow(change, intent.try, tools);
  const message = "a write was interrupted, and the deal has neither the previous nor the new values";
  return recordResult(change, { outcome: "conflict", code: "changed_meanwhile", message }, tools);
}

/** The deal could not be read. */
async function unsettled(change: Change, failure: Failure, tools: RowTools): Promise<RowReport | undefined> {
  if (tools.stopped()) return undefined;
  // A deal that no longer exists is never reported.
  if (failure.kind === "not_found")
    return recordFailure(change, failure.with({ outcome: "not_applied" }), tools);
  if (classifyRowFailure(failure).scope === "stop") {
    tools.breaker.trip(failure);
    return undefined;
  }
  return recordFailure(change, failure.with({ outcome: "unknown" }), tools);
}

function dealOf({ id, before_updated_at }: Intent, before: JsonObject): Deal {
  return { ...before, id, ...(before_updated_at !== undefined && { updated_at: before_updated_at }) };
}
