/** Injects faults into the responses of the sandbox. */
import type { Clock } from "../../host.ts";
import { type Answer, errorAnswer, type Handler, type SandboxExchange, WITHOUT_BODY } from "../http.ts";
import { seededRandom } from "../random.ts";
import { bombBody, cutBody, drip, endlessBody, reset, wrongId } from "./corrupt.ts";
import type { Effect, Fault, Faults } from "./spec.ts";

type Wait = (ms: number) => Promise<void>;

/** What faults need besides their spec. */
export type FaultDependencies = {
  readonly clock: Clock;
  /** For the percentages; the same seed and requests give the same strikes. */
  readonly seed: number;
  /** Ends all waiting when the server closes. */
  readonly stop: AbortSignal;
};

/** Strikes requests with `faults` before or after they are done. */
export function injectFaults(faults: Faults, dependencies: FaultDependencies, next: Handler): Handler {
  const { clock, seed, stop } = dependencies;
  const strikers = faults.map((fault, place) => faultTrigger(fault, seed + place));
  const wait: Wait = async (ms) => {
    if (ms > 0) await clock.wait(ms, stop);
  };
  return async (exchange) => {
    let before = 0;
    let after = 0;
    let effect: Effect | undefined;
    for (const strikes of strikers) {
      const struck = strikes(exchange.incoming.method ?? "", effect !== undefined);
      if (struck === undefined) continue;
      exchange.faults.push(struck.name);
      if (struck.name === "latency") before += struck.ms;
      else if (struck.name === "latency-after") after += struck.ms;
      else effect = struck;
    }
    await wait(before);
    if (effect !== undefined) {
      const instead = answerInstead(effect, exchange, clock);
      if (instead !== "done first") {
        await wait(after);
        return instead;
      }
    }
    const answer = await next(exchange);
    await wait(after);
    return effect === undefined || answer === undefined
      ? answer
      : answerAfterwards(effect, answer, exchange, wait);
  };
}

/** Decides, request by request, whether a fault strikes. Each draws its own numbers, so that adding one leaves the others as they are. */
function faultTrigger({ effect, method, percent, times }: Fault, seed: number) {
  const random = seededRandom(seed);
  const isWait = effect.name === "latency" || effect.name === "latency-after";
  let left = times;
  return (requestMethod: string, isStruck: boolean): Effect | undefined => {
    if (method !== undefined && method !== requestMethod) return undefined;
    if (left === 0 || (isStruck && !isWait)) return undefined;
    if (percent < 100 && random() * 100 >= percent) return undefined;
    left--;
    return effect;
  };
}

/** The answer of a fault that keeps the request from being done; undefined when none is sent. */
function answerInstead(
  effect: Effect,
  { incoming }: SandboxExchange,
  clock: Clock,
): Answer | undefined | "done first" {
  switch (effect.name) {
    case "status":
      if (WITHOUT_BODY.includes(effect.status)) return emptyAnswer(effect.status);
      return errorAnswer(effect.status, `Sandbox fault: status ${effect.status}`);
    case "429":
      return errorAnswer(429, "Too many requests", retryAfter(effect.retryAfter, clock));
    case "reset-before":
      reset(incoming);
      return undefined;
    case "html":
      return { status: 200, headers: { "Content-Type": "text/html; charset=utf-8" }, body: PAGE };
    case "redirect":
      return emptyAnswer(effect.status, { Location: effect.location });
    default:
      return "done first";
  }
}

/** What a fault makes of the answer to a request that was done; undefined when it was sent on the wire. */
async function answerAfterwards(
  effect: Effect,
  answer: Answer,
  { incoming, outgoing }: SandboxExchange,
  wait: Wait,
): Promise<Answer | undefined> {
  switch (effect.name) {
    case "502-after":
      return errorAnswer(502, "Bad gateway");
    case "empty":
      return emptyAnswer(200);
    case "wrong-id":
      return wrongId(answer);
    case "reset-after":
      reset(incoming);
      break;
    case "cut-body":
      await cutBody(answer, outgoing);
      break;
    case "slow-body":
      await drip(answer, outgoing, () => wait(effect.ms));
      break;
    // Node.js takes a body of a response to HEAD without an end, as it sends none.
    case "endless":
      if (incoming.method === "HEAD") return answer;
      await endlessBody(outgoing);
      break;
    case "bomb":
      if (incoming.method === "HEAD") return answer;
      await bombBody(outgoing);
      break;
    default:
      return answer;
  }
  return undefined;
}

function retryAfter(
  value: Extract<Effect, { name: "429" }>["retryAfter"],
  clock: Clock,
): Record<string, string> {
  if (value === undefined) return {};
  if (value.as === "seconds") return { "Retry-After": String(value.ms / 1000) };
  return { "Retry-After": new Date(clock.now() + value.ms).toUTCString() };
}

function emptyAnswer(status: number, headers: Answer["headers"] = {}): Answer {
  return { status, headers, body: "" };
}

const PAGE = "<!doctype html><title>Log in</title><h1>Log in to the network</h1>\n";
