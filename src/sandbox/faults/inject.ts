/** Injects faults into the responses of the sandbox. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Context, MiddlewareHandler } from "hono";
import type { Clock } from "../../host.ts";
import { errorAnswer } from "../http.ts";
import { seededRandom } from "../random.ts";
import { bombBody, cutBody, drip, endlessBody, reset, wrongId } from "./corrupt.ts";
import type { Effect, Fault, Faults } from "./spec.ts";

/** What routes know of a request. `faults`: the names of those that struck it. */
export type SandboxEnv = {
  Bindings: { readonly incoming: IncomingMessage; readonly outgoing: ServerResponse };
  Variables: { faults: string[] };
};

type Wait = (ms: number) => Promise<void>;

/** What faults need besides their spec. */
export type FaultDependencies = {
  readonly clock: Clock;
  /** For the percentages; the same seed and requests give the same strikes. */
  readonly seed: number;
  /** Ends all waiting when the server closes. */
  readonly stop: AbortSignal;
  /** The adapter's mark for a request that was answered on the wire. */
  readonly alreadySent: Response;
};

/** Strikes requests with `faults`. */
export function injectFaults(faults: Faults, dependencies: FaultDependencies): MiddlewareHandler<SandboxEnv> {
  const { clock, seed, stop } = dependencies;
  const strikers = faults.map((fault, place) => faultTrigger(fault, seed + place));
  const wait: Wait = async (ms) => {
    if (ms > 0) await clock.wait(ms, stop);
  };
  return async (c, next) => {
    let before = 0;
    let after = 0;
    let effect: Effect | undefined;
    for (const strikes of strikers) {
      const struck = strikes(c.req.method, effect !== undefined);
      if (struck === undefined) continue;
      c.get("faults").push(struck.name);
      if (struck.name === "latency") before += struck.ms;
      else if (struck.name === "latency-after") after += struck.ms;
      else effect = struck;
    }
    await wait(before);
    const instead = effect && answerInstead(effect, c, dependencies);
    if (instead === undefined) await next();
    else answer(c, instead);
    await wait(after);
    if (effect !== undefined && instead === undefined)
      answer(c, await answerAfterwards(effect, c, wait, dependencies));
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

/** The answer of a fault that keeps the request from being done; undefined for those that let it be done first. */
function answerInstead(
  effect: Effect,
  c: Context<SandboxEnv>,
  { clock, alreadySent }: FaultDependencies,
): Response | undefined {
  switch (effect.name) {
    case "status":
      if (WITHOUT_BODY.includes(effect.status)) return new Response(null, { status: effect.status });
      return errorAnswer(effect.status, `Sandbox fault: status ${effect.status}`);
    case "429":
      return errorAnswer(429, "Too many requests", retryAfter(effect.retryAfter, clock));
    case "reset-before":
      reset(c.env.incoming);
      return alreadySent;
    case "html":
      return new Response(PAGE, { headers: { "Content-Type": "text/html; charset=utf-8" } });
    case "redirect":
      return new Response(null, { status: effect.status, headers: { Location: effect.location } });
    default:
      return undefined;
  }
}

/** What a fault makes of the answer to a request that was done. */
async function answerAfterwards(
  effect: Effect,
  c: Context<SandboxEnv>,
  wait: Wait,
  { alreadySent }: FaultDependencies,
): Promise<Response> {
  switch (effect.name) {
    case "502-after":
      return errorAnswer(502, "Bad gateway");
    case "empty":
      return new Response(null, { status: 200 });
    case "wrong-id":
      return wrongId(c.res);
    case "reset-after":
      reset(c.env.incoming);
      break;
    case "cut-body":
      await cutBody(c.res, c.env.outgoing);
      break;
    case "slow-body":
      await drip(c.res, c.env.outgoing, () => wait(effect.ms));
      break;
    case "endless":
      await endlessBody(c.env.outgoing);
      break;
    case "bomb":
      await bombBody(c.env.outgoing);
      break;
    default:
      return c.res;
  }
  return alreadySent;
}

function retryAfter(
  value: Extract<Effect, { name: "429" }>["retryAfter"],
  clock: Clock,
): Record<string, string> {
  if (value === undefined) return {};
  if (value.as === "seconds") return { "Retry-After": String(value.ms / 1000) };
  return { "Retry-After": new Date(clock.now() + value.ms).toUTCString() };
}

/** Hono adds the headers of an answer that exists, unless it is taken away first. */
function answer(c: Context<SandboxEnv>, response: Response): void {
  if (c.res === response) return;
  c.res = undefined;
  c.res = response;
}

const WITHOUT_BODY = [204, 205, 304];

const PAGE = "<!doctype html><title>Log in</title><h1>Log in to the network</h1>\n";
