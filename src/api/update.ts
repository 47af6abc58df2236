/**
 * Updates one deal. A write is sent at most once in effect: an outcome that is not known is never resolved by sending
 * again blindly.
 */
import { type Deal, type Fields, isArchived } from "../deals/deal.ts";
import { sameValue } from "../deals/sameValue.ts";
import { Failure } from "../failure.ts";
import type { HintedCommand } from "../hint.ts";
import { isLosslessNumber, type JsonValue, printJson } from "../json.ts";
import { interrupted, isInterruption } from "../signals.ts";
import type { Settlement, UpdatedDeal } from "./deals.ts";
import { responseFailure } from "./failures.ts";
import { dealSubject, getDeal, MAX_DEAL_BYTES } from "./get.ts";
import { isResponse, type Reply } from "./http/send.ts";
import { finalFailure, isStale, isTransient, startRetrySchedule, waitFor } from "./read.ts";
import { reconcileWrite, settlingTime } from "./reconcile.ts";
import { readDeal } from "./response.ts";
import type { RetryDecision } from "./retry.ts";
import type { Wire } from "./session.ts";
import { dealPath } from "./url.ts";

type Write = {
  readonly id: string;
  readonly fields: Fields;
  readonly properties: readonly string[];
};

/** @param known the deal as it was read before, where it was @throws Failure; its `outcome` says the outcome of the write */
export async function update(wire: Wire, write: Write, known: Deal | undefined): Promise<UpdatedDeal> {
  const { id, fields, properties } = write;
  const subject = dealSubject(wire, id);
  const call = {
    method: "PATCH",
    url: dealPath(wire.connection.baseUrl, id, properties),
    body: printJson({ fields }),
    headers: JSON_BODY,
    maxBytes: MAX_DEAL_BYTES,
  } as const;
  const schedule = startRetrySchedule(wire);
  let before = known;
  let sent = 0;
  let fresh = false;
  for (let attempt = 0; ; attempt += 1) {
    const { reply, sends, sentAt } = await wire.call({ ...call, fresh });
    sent += sends;
    const response = classifyWriteResponse(reply, id, fields);
    if (response.is === "unshown") throw unshown(id, response.problem);
    if (response.is === "done") return { deal: response.deal, readBack: false, sent };
    if (response.is === "refused") throw await refusal(wire, id, reply);
    fresh = !isResponse(reply);
    // A kept connection that was dead costs no try: the next one is over a fresh connection, which cannot be that.
    const decision = isStale(reply) ? ONCE_MORE : schedule.decide(reply, attempt);
    if (isStale(reply)) attempt -= 1;
    if (response.is === "later") {
      if (!decision.again) throw finalFailure(wire, reply, decision, subject);
      await waitFor(wire, reply, decision.ms);
      continue;
    }
    const settled = await settle(wire, { ...write, before, sentAt, fresh }, reply, decision);
    if (settled.verdict === "applied") return { deal: settled.deal, readBack: true, sent };
    if (settled.verdict !== "unapplied") throw unknownOutcome(id, response.why, settled);
    if (!decision.again) {
      // "Done" and a deal that shows nothing of it contradict each other: it is unknown.
      throw response.claimed
        ? unknownOutcome(id, response.why, settled)
        : finalFailure(wire, reply, decision, subject);
    }
    // An earlier write may still land: from here on the deal must stay as it was just read.
    before = settled.deal;
  }
}

const JSON_BODY = { "content-type": "application/json" };
const ONCE_MORE: RetryDecision = { again: true, ms: 0 };

async function refusal(wire: Wire, id: string, reply: Reply): Promise<Failure> {
  const subject = dealSubject(wire, id);
  if (!isResponse(reply)) return finalFailure(wire, reply, { again: false, asked: undefined }, subject);
  const failure = responseFailure(reply, subject);
  // "See other" is how some servers say that a write was done.
  if (reply.status === 303) return failure.with({ outcome: "unknown" });
  if (failure.code !== "conflict") return failure;
  const deal = await getDeal(wire, id, []).then(
    (read) => read.deal,
    () => undefined,
  );
  return whichConflict(failure, id, deal);
}

/** Gives the write time to finish, then reads the deal. */
async function settle(
  wire: Wire,
  write: Parameters<typeof reconcileWrite>[1],
  reply: Reply,
  decision: RetryDecision,
): Promise<Settlement> {
  const asked =
    isResponse(reply) && reply.headers["retry-after"] !== undefined && decision.again ? decision.ms : 0;
  const stopped = () =>
    interrupted(wire.connection.interrupt, {
      outcome: "unknown",
      hint: { run: { command: "deals get", operands: [write.id] } },
    });
  try {
    if (!isResponse(reply) && reply.kind === "aborted") throw stopped();
    await wire.pause(Math.max(settlingTime(reply), asked), "before reading the deal to find the outcome");
  } catch (error) {
    throw error instanceof Failure && isInterruption(error) ? stopped() : error;
  }
  const settled = await reconcileWrite(wire, write);
  if (settled.verdict === "unknown" && isInterruption(settled.failure)) throw stopped();
  return settled;
}

/** The write was confirmed, whatever else the answer holds. */
function unshown(id: string, problem: string): Failure {
  return new Failure("not_routera", `deal ${id} was updated, but cannot be shown: the response ${problem}`, {
    code: "answer_too_large",
    status: 200,
    outcome: "applied",
    retryable: false,
  });
}

function unknownOutcome(id: string, why: string, settled: Settlement): Failure {
  const gone = settled.verdict === "unknown" && settled.failure.kind === "not_found";
  const found = {
    applied: "the deal shows the change",
    unapplied: "the deal shows no change",
    conflict: "the deal has values other than those sent",
    unknown: gone ? "the deal no longer exists" : "reading the deal failed",
  }[settled.verdict];
  return new Failure("outcome_unknown", `unknown outcome for deal ${id}: ${why}, and ${found}`, {
    code: "outcome_unknown",
    outcome: "unknown",
    hint: {
      say: "check the deal before you retry",
      run: { command: "deals get", operands: [id] },
    },
    detail: settled.verdict === "unknown" ? settled.failure.message : undefined,
  });
}

/** Any other conflict keeps the words that fit every one. */
const DUPLICATE = /duplicat|already|taken|unique|in use|exists|collision/i;

/**
 * @param failure the 409 with Routera's message
 * @param deal the deal as it reads now; without it the wording of the message has to decide
 */
function whichConflict(failure: Failure, id: string, deal: Deal | undefined): Failure {
  const get: HintedCommand = { command: "deals get", operands: [id] };
  const archived = deal === undefined ? /archiv/i.test(failure.message) : isArchived(deal);
  if (!archived && /^cannot update an archived\b/i.test(failure.message)) {
    return failure.with({
      code: "deal_archived",
      hint: ["the deal is no longer archived", { again: {} }, { say: "show the deal", run: get }],
    });
  }
  if (!archived && !DUPLICATE.test(failure.message)) return failure;
  return archived
    ? failure.with({
        code: "deal_archived",
        hint: [
          "archived deals cannot be changed: restore the deal in Routera first",
          { say: "show when it was archived", run: get },
        ],
      })
    : failure.with({
        code: "duplicate_key",
        hint: [
          "another deal has this value in a unique field such as external_id: use another value, or change that deal first",
          { say: "find the other deal", run: { command: "deals list", options: { all: true, json: true } } },
        ],
      });
}

/**
 * `done`: applied, and here is the deal. `unshown`: applied, but the answer is too large for a deal. `refused`: surely not applied, and trying again would not help.
 * `later`: surely not applied, for now. `lost`: it may have been applied; `why` continues a sentence, and `claimed`
 * says that the answer spoke of success.
 */
export type WriteResponseClass =
  | { readonly is: "done"; readonly deal: Deal }
  | { readonly is: "unshown"; readonly problem: string }
  | { readonly is: "refused" }
  | { readonly is: "later" }
  | { readonly is: "lost"; readonly why: string; readonly claimed: boolean };

/** @param id the deal that was written to @param fields what the write was to set */
function classifyWriteResponse(reply: Reply, id: string, fields: Fields): WriteResponseClass {
  if (!isResponse(reply)) {
    if (reply.sent) return { is: "lost", why: reply.reason, claimed: false };
    return { is: isTransient(reply) ? "later" : "refused" };
  }
  const { status } = reply;
  if (status === 429 || status === 425) return { is: "later" };
  if (status === 408 || status >= 500)
    return { is: "lost", why: `the server returned ${status}`, claimed: false };
  if (status >= 300) return { is: "refused" };
  const believed = readDeal(reply, id);
  if ("deal" in believed) return { is: "done", deal: believed.deal };
  const { oversized, problem } = believed;
  const isShown = (name: string, deal: Deal) => {
    const value = deal[name];
    return isScalar(value) && isScalar(fields[name]) && sameValue(value, fields[name]);
  };
  if (oversized !== undefined && Object.keys(fields).every((name) => isShown(name, oversized)))
    return { is: "unshown", problem };
  return { is: "lost", why: `the response ${believed.problem}`, claimed: true };
}

/** A value that is compared without a walk: the depth of an oversized one is unknown. */
function isScalar(value: JsonValue | undefined): value is JsonValue {
  return value !== undefined && (typeof value !== "object" || value === null || isLosslessNumber(value));
}
