/** Reading: a GET is sent again until it is answered or its patience ends. */
import { interrupted } from "../signals.ts";
import { type About, isLater, laterFailure } from "./failures.ts";
import type { Trouble } from "./http/networkError.ts";
import { type Answer, isAnswer, type Reply } from "./http/send.ts";
import { troubleFailure } from "./http/troubleFailure.ts";
import { type Decision, decide, PATIENCE, retryAfter } from "./retry.ts";
import type { Call, Wire } from "./session.ts";

/** The first answer that is not "later". @throws Failure when there is none */
export async function read(wire: Wire, call: Call, about: About): Promise<Answer> {
  const patience = startPatience(wire);
  let fresh = call.fresh ?? false;
  for (let attempt = 0; ; attempt += 1) {
    const { reply } = await wire.call({ ...call, fresh });
    if (isAnswer(reply) && !isLater(reply.status)) return reply;
    // Other kept connections may be as dead as this one.
    fresh = !isAnswer(reply);
    if (isStale(reply)) {
      attempt -= 1;
      continue;
    }
    const decision = patience.decide(reply, attempt);
    if (!decision.again || !mayPass(reply)) throw giveUp(wire, reply, decision, about);
    await waitFor(wire, reply, decision.ms);
  }
}

/** What is left of one call's time; starts now. */
export type Patience = { decide(reply: Reply, attempt: number): Decision };

export function startPatience({ connection }: Wire): Patience {
  const { clock, random, timeout, retries } = connection;
  const deadline = clock.elapsed() + PATIENCE + timeout;
  return {
    decide: (reply, attempt) =>
      decide({
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
  const reason = isAnswer(reply) ? `answered ${reply.status}` : reply.reason;
  if (isAnswer(reply) && (reply.status === 429 || reply.headers["retry-after"] !== undefined)) {
    wire.holdAll(ms, reason, reply.status === 429);
  } else {
    await wire.pause(ms, reason);
  }
}

/** The Failure for the last reply of a call that is not sent again. */
export function giveUp(wire: Wire, reply: Reply, decision: Decision, about: About) {
  if (!isAnswer(reply)) {
    return reply.trouble === "aborted"
      ? interrupted(wire.connection.interrupt)
      : troubleFailure(reply, about);
  }
  return laterFailure(reply, about, decision.again ? undefined : decision.asked);
}

/** True for a trouble that may be gone at the next try. */
export function mayPass(reply: Reply): boolean {
  return isAnswer(reply) || !LASTING.has(reply.trouble);
}

const LASTING: ReadonlySet<Trouble["trouble"]> = new Set([
  "tls",
  "proxy_auth",
  "proxy_policy",
  "garbled",
  "too_large",
  "aborted",
]);

/** True for a kept connection that was dead when it was used again: no verdict on the request, and no reason to wait. */
export function isStale(reply: Reply): boolean {
  return !isAnswer(reply) && reply.staleConnection === true;
}

/** A wait that the server asked for, in milliseconds. A date is measured by the clock that wrote it. */
function askedWait(reply: Reply, now: number): number | undefined {
  return isAnswer(reply) ? retryAfter(reply.headers["retry-after"], reply.serverDate ?? now) : undefined;
}
