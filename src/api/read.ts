/** Reading: a GET is sent again until it is answered or its patience ends. */
import { interrupted } from "../signals.ts";
import { isRetryableStatus, type RequestSubject, retryableFailure } from "./failures.ts";
import type { NetworkError } from "./http/networkError.ts";
import { networkFailure } from "./http/networkFailure.ts";
import { type HttpResponse, isResponse, type Reply } from "./http/send.ts";
import { decideRetry, MAX_RETRY_MS, type RetryDecision, retryAfter } from "./retry.ts";
import type { SessionRequest, Wire } from "./session.ts";

/** The first answer that is not "later". @throws Failure when there is none */
export async function read(wire: Wire, call: SessionRequest, subject: RequestSubject): Promise<HttpResponse> {
  const schedule = startRetrySchedule(wire);
  let fresh = call.fresh ?? false;
  for (let attempt = 0; ; attempt += 1) {
    const { reply } = await wire.call({ ...call, fresh });
    if (isResponse(reply) && !isRetryableStatus(reply.status)) return reply;
    // Other kept connections may be as dead as this one.
    fresh = !isResponse(reply);
    if (isStale(reply)) {
      attempt -= 1;
      continue;
    }
    const decision = schedule.decide(reply, attempt);
    if (!decision.again || !isTransient(reply)) throw finalFailure(wire, reply, decision, subject);
    await waitFor(wire, reply, decision.ms);
  }
}

/** What is left of one call's time; starts now. */
export type RetrySchedule = { decide(reply: Reply, attempt: number): RetryDecision };

export function startRetrySchedule({ connection }: Wire): RetrySchedule {
  const { clock, random, timeout, retries } = connection;
  const deadline = clock.elapsed() + MAX_RETRY_MS + timeout;
  return {
    decide: (reply, attempt) =>
      decideRetry({
        attempt,
        retries,
        asked: askedWait(reply, clock.now()),
        left: deadline - clock.elapsed(),
        random: random(),
      }),
  };
}

/** Waits before the next try. What the server asked for holds for every call of this client. */
export async function waitFor(wire: Wire, reply: Reply, ms: number): Promise<void> {
  const reason = isResponse(reply) ? `status ${reply.status}` : reply.reason;
  if (isResponse(reply) && (reply.status === 429 || reply.headers["retry-after"] !== undefined)) {
    wire.holdAll(ms, reason, reply.status === 429);
  } else {
    await wire.pause(ms, reason);
  }
}

/** The Failure for the last reply of a call that is not sent again. */
export function finalFailure(wire: Wire, reply: Reply, decision: RetryDecision, subject: RequestSubject) {
  if (!isResponse(reply)) {
    return reply.kind === "aborted" ? interrupted(wire.connection.interrupt) : networkFailure(reply, subject);
  }
  return retryableFailure(reply, subject, decision.again ? undefined : decision.asked);
}

/** True for a failure that may not occur at the next try. */
export function isTransient(reply: Reply): boolean {
  return isResponse(reply) || !LASTING.has(reply.kind);
}

const LASTING: ReadonlySet<NetworkError["kind"]> = new Set([
  "tls",
  "proxy_auth",
  "proxy_policy",
  "garbled",
  "too_large",
  "aborted",
]);

/** True for a kept connection that was dead when it was used again: no verdict on the request, and no reason to wait. */
export function isStale(reply: Reply): boolean {
  return !isResponse(reply) && reply.staleConnection === true;
}

/** A wait that the server asked for, in milliseconds. A date is measured by the clock that wrote it. */
function askedWait(reply: Reply, now: number): number | undefined {
  return isResponse(reply) ? retryAfter(reply.headers["retry-after"], reply.serverDate ?? now) : undefined;
}
