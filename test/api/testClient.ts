/** A client against a scripted server, on a clock where waiting takes no time. */
import { inspect } from "node:util";
import { dealsClient } from "../../src/api/client.ts";
import type { Connection, DealsClient } from "../../src/api/deals.ts";
import { fixedToken } from "../../src/api/tokens/token.ts";
import type { WireEvent } from "../../src/api/wireEvent.ts";
import { Failure } from "../../src/failure.ts";
import { type Clock, systemClock } from "../../src/host.ts";
import { toCliWording, type WordedFailure } from "../harness/text/cliText.ts";

/** Never to be seen in any failure or log. */
export const CANARY = "canary.tok-3n_7f1e2d3c4b5a69788796a5b4c3d2e1f0";

export const ID = "550e8400-e29b-41d4-a716-446655440000";

export type FakeClock = Clock & { readonly waits: number[]; advance(ms: number): void };

export function fakeClock(start = Date.parse("2026-06-01T12:00:00.000Z")): FakeClock {
  const waits: number[] = [];
  let passed = 0;
  return {
    ...systemClock,
    waits,
    advance: (ms) => {
      passed += ms;
    },
    now: () => start + passed,
    elapsed: () => passed,
    wait: async (ms, signal) => {
      if (signal?.aborted) throw signal.reason;
      waits.push(ms);
      passed += ms;
    },
  };
}

export type TestClient = {
  readonly client: DealsClient;
  readonly clock: FakeClock;
  readonly log: readonly WireEvent[];
  readonly soft: AbortController;
  readonly hard: AbortController;
  readonly connection: Connection;
};

export function testClient(baseUrl: string, changes: Partial<Connection> = {}): TestClient {
  const clock = fakeClock();
  const log: WireEvent[] = [];
  const soft = new AbortController();
  const hard = new AbortController();
  const connection: Connection = {
    baseUrl,
    tokens: fixedToken(CANARY),
    clock,
    random: Math.random,
    timeout: 10_000,
    retries: 3,
    userAgent: "routera/test",
    interrupt: { soft: soft.signal, hard: hard.signal },
    log: (event) => {
      log.push(event);
    },
    ...changes,
  };
  return { client: dealsClient(connection), clock, log, soft, hard, connection };
}

/** The Failure of a call that must fail; no secret may be anywhere in it. */
export async function failureOf(
  call: Promise<unknown>,
  secrets: readonly string[] = [CANARY],
): Promise<WordedFailure> {
  const thrown = await call.then(
    (value) => new Error(`no failure but ${inspect(value)}`),
    (error: unknown) => error,
  );
  if (!(thrown instanceof Failure)) throw thrown;
  const everything = `${inspect(thrown, { depth: 20, showHidden: true })} ${JSON.stringify(thrown)} ${thrown.stack}`;
  for (const secret of secrets) {
    if (everything.includes(secret)) throw new Error("a secret is in the failure");
  }
  if (thrown.cause !== undefined) throw new Error("a failure must not hold what the library threw");
  return toCliWording(thrown);
}

/** What a script sees of a failure. */
export function outline({ kind, code, outcome, status }: Failure): object {
  return { kind, code, outcome, ...(status !== undefined && { status }) };
}
