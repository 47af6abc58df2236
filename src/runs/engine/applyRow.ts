/** One row: read the deal, compare, announce, write, record the result. */
import type { DealsClient, UpdatedDeal } from "../../api/deals.ts";
import type { AdaptiveLimiter } from "../../concurrency/adaptiveLimiter.ts";
import { concealmentProblem, TOKEN_IN_DEAL } from "../../deals/concealment.ts";
import { type Deal, type Fields, isArchived } from "../../deals/deal.ts";
import { requestedProperties } from "../../deals/properties.ts";
import { differingFields } from "../../deals/sameValue.ts";
import { asFailure, Failure } from "../../failure.ts";
import { printJson } from "../../json.ts";
import type { Change } from "../../plans/plan.ts";
import { type Intent, NOT_SENT, type RowResultRecord } from "../journal/record.ts";
import { type CircuitBreaker, classifyRowFailure } from "./circuitBreaker.ts";
import type { JournalWriter } from "./journalWriter.ts";
import type { RowReport } from "./rowReport.ts";

/** What rows are done with. */
export type RowTools = {
  readonly client: Pick<DealsClient, "get" | "update" | "settle">;
  readonly journalWriter: JournalWriter;
  readonly limiter: AdaptiveLimiter;
  readonly breaker: CircuitBreaker;
  /** False: nothing is read before it is written. */
  readonly read: boolean;
  /** True: a deal that anyone has touched since the plan counts as changed, whatever they did to it. */
  readonly strict: boolean;
  /** True when no further write may begin. */
  readonly stopped: () => boolean;
};

/**
 * @param tries how often this row was announced before
 * @returns undefined for a row that is as pending as before: nothing was sent for it
 */
export async function applyRow(
  change: Change,
  tries: number,
  tools: RowTools,
): Promise<RowReport | undefined> {
  const { journalWriter, stopped } = tools;
  const reading = tools.read && change.before !== undefined;
  const found = reading ? await readFirst(change, tools) : { go: undefined };
  if ("end" in found) return found.end;
  if (stopped()) return undefined;
  try {
    await journalWriter.writeIntent(intentOf(change, found.go, tries + 1, journalWriter.now()));
  } catch (error) {
    // Not announced, so not sent.
    return refusedByJournal(change, asFailure(error), tools);
  }
  /** What the run knows of already, or need not know. */
  let known: Failure | undefined;
  try {
    const properties = propertiesToRead(change.set);
    const updated = await tools.limiter.run(async () => {
      // Something stopped the run while this row waited for its turn.
      if (stopped()) {
        known = unsent();
        throw known;
      }
      try {
        return await tools.client.update(change.id, change.set, {
          properties,
          ...(found.go !== undefined && { before: found.go }),
        });
      } catch (error) {
        // Confirmed by an answer that cannot be shown; a run shows no deals.
        if (asFailure(error).outcome === "applied") return { deal: { ...change.set, id: change.id } };
        // Noted here, before the next row in line has its turn: it may be what stops the run.
        known = noted(change, asFailure(error), tools);
        throw known;
      }
    });
    return await recordApplied(change, updated.deal, tools);
  } catch (error) {
    const failure = asFailure(error);
    if (failure.code === NOT_SENT) return recordNotSent(change, failure, tools);
    return failure === known
      ? await record(change, failure, tools)
      : await recordFailure(change, failure, tools);
  }
}

/** Notes that a row holds what it should. @param deal as Routera returned it after the write */
export async function recordApplied(
  change: Change,
  deal: UpdatedDeal["deal"],
  tools: RowTools,
): Promise<RowReport> {
  const after = storedDifferently(change.set, deal);
  const { updated_at } = deal;
  const { id, line, row } = change;
  const report: RowReport = {
    row,
    line,
    id,
    outcome: "applied",
    status: 200,
    code: after && "stored_differently",
    message: after && `Routera stored a different value for ${Object.keys(after).join(", ")}`,
  };
  await tools.journalWriter.writeResult({
    type: "result",
    row,
    id,
    at: tools.journalWriter.now(),
    outcome: "applied",
    status: 200,
    updated_at: typeof updated_at === "string" ? updated_at : undefined,
    after: after && printJson(after),
  });
  tools.breaker.record(report);
  return report;
}

/** Notes that a row did not go well, for a failure of the client. */
export async function recordFailure(change: Change, failure: Failure, tools: RowTools): Promise<RowReport> {
  return record(change, noted(change, failure, tools), tools);
}

/** Notes an end that the client had no part in. */
export async function recordResult(
  change: Change,
  result: Pick<RowResultRecord, "outcome" | "theirs"> & { readonly code: string; readonly message: string },
  tools: RowTools,
): Promise<RowReport> {
  const { code, message, outcome, theirs } = result;
  const report: RowReport = { ...rowOf(change), outcome, code, message };
  await tools.journalWriter.writeResult({
    type: "result",
    row: change.row,
    id: change.id,
    at: tools.journalWriter.now(),
    outcome,
    code,
    message,
    ...(theirs !== undefined && { theirs }),
  });
  tools.breaker.record(report);
  return report;
}

/** @returns the failure, which the run knows of from here on */
function noted(change: Change, failure: Failure, { breaker }: RowTools): Failure {
  breaker.record(reportOf(change, failure), failure, classifyRowFailure(failure).scope);
  return failure;
}

async function record(change: Change, failure: Failure, { journalWriter }: RowTools): Promise<RowReport> {
  const report = reportOf(change, failure);
  const { outcome } = classifyRowFailure(failure);
  const { code, message, status } = failure;
  await journalWriter.writeResult({
    type: "result",
    row: change.row,
    id: change.id,
    at: journalWriter.now(),
    outcome,
    ...(status !== undefined && { status }),
    code,
    message,
  });
  return report;
}

function reportOf(change: Change, failure: Failure): RowReport {
  const { code, message, status } = failure;
  return { ...rowOf(change), outcome: classifyRowFailure(failure).outcome, status, code, message };
}

/** The row stays pending, as rows do that were not reached: nothing is reported of it. */
async function recordNotSent(change: Change, failure: Failure, tools: RowTools): Promise<undefined> {
  await record(change, failure, tools);
  return undefined;
}

/** The row is announced already, so that its journal needs an end as well. */
function unsent(): Failure {
  return new Failure("try_later", "the run stopped before this row was sent", {
    code: NOT_SENT,
    outcome: "not_applied",
  });
}

type Found = { readonly go: Deal | undefined } | { readonly end: RowReport | undefined };

async function readFirst(change: Change, tools: RowTools): Promise<Found> {
  const { client, breaker, limiter } = tools;
  let deal: Deal;
  try {
    deal = await limiter.run(() =>
      client.get(change.id, { properties: propertiesToRead(change.before ?? {}) }),
    );
  } catch (error) {
    const failure = asFailure(error);
    const { scope } = classifyRowFailure(failure);
    // Nothing was sent: the row stays as it was, for whoever resumes the run.
    if (tools.stopped() || isInterruption(failure)) return { end: undefined };
    if (scope === "stop") {
      breaker.trip(failure);
      return { end: undefined };
    }
    return { end: await recordFailure(change, failure.with({ outcome: "not_applied" }), tools) };
  }
  if (isArchived(deal)) {
    const message = "the deal was archived after the plan was made";
    return {
      end: await recordResult(change, { outcome: "rejected", code: "deal_archived", message }, tools),
    };
  }
  const problem = concealmentProblem(deal);
  // Its values would go into the journal, and back to Routera with an undo.
  if (problem !== undefined)
    return {
      end: await recordResult(change, { outcome: "rejected", code: TOKEN_IN_DEAL, message: problem }, tools),
    };
  const difference = differenceFromPlan(change, deal, tools.strict);
  if (difference === undefined) return { go: deal };
  // Someone did the same already. Under a strict plan that is a change like any other.
  if (!tools.strict && differingFields(change.set, deal).length === 0) {
    const message = "the deal already has these values";
    return { end: await recordResult(change, { outcome: "skipped", code: "already_set", message }, tools) };
  }
  const theirs = printJson(only(deal, differingFields(change.before ?? {}, deal)));
  const result = {
    outcome: "conflict",
    code: "changed_since_plan",
    message: difference,
    ...(theirs !== "{}" && theirs.length <= MAX_THEIRS && { theirs }),
  } as const;
  return { end: await recordResult(change, result, tools) };
}

/** Longer values are not worth their place in the journal: the conflict names the fields. */
const MAX_THEIRS = 64 * 1024;

/** Names the fields that differ from the plan; undefined when none does. */
function differenceFromPlan(
  { before = {}, updated_at }: Change,
  deal: Deal,
  strict: boolean,
): string | undefined {
  const names = differingFields(before, deal);
  if (names.length > 0) return `${names.join(", ")} changed after the plan was made`;
  if (strict && updated_at !== undefined && deal.updated_at !== updated_at) {
    return "the deal changed after the plan was made";
  }
  return undefined;
}

function intentOf(change: Change, deal: Deal | undefined, attempt: number, at: string): Intent {
  const updatedAt = deal?.updated_at;
  return {
    type: "intent",
    row: change.row,
    id: change.id,
    at,
    set: printJson(change.set),
    before: deal && printJson(only(deal, Object.keys(change.before ?? {}))),
    before_updated_at: typeof updatedAt === "string" ? updatedAt : undefined,
    try: attempt,
  };
}

/** The values as they were read, digits and all: what an undo brings back. */
function only(deal: Deal, names: readonly string[]): Fields {
  return Object.fromEntries(
    names.map((name) => [name, Object.hasOwn(deal, name) ? (deal[name] ?? null) : null]),
  );
}

/** Fields that the answer shows with another value than was sent. */
function storedDifferently(set: Fields, deal: Deal): Fields | undefined {
  const names = differingFields(set, deal).filter((name) => Object.hasOwn(deal, name));
  return names.length === 0 ? undefined : only(deal, names);
}

/** A name that no query can hold is omitted. */
export function propertiesToRead(fields: Fields): readonly string[] {
  return requestedProperties([], fields).filter((name) => !name.includes(","));
}

function rowOf({ row, line, id }: Change): Pick<RowReport, "row" | "line" | "id"> {
  return { row, line, id };
}

function isInterruption({ kind }: Failure): boolean {
  return kind === "interrupted" || kind === "terminated";
}

/** A line that is too long is an error of the row; a failing disk stops everything. */
async function refusedByJournal(
  change: Change,
  failure: Failure,
  tools: RowTools,
): Promise<RowReport | undefined> {
  if (tools.journalWriter.broken) return undefined;
  return recordResult(change, { outcome: "rejected", code: failure.code, message: failure.message }, tools);
}
