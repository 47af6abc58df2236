/** A running sandbox for a test, closed when the test is over. */
import { onTestFinished } from "vitest";
import { type Clock, systemClock } from "../../src/host.ts";
import { seedDeals } from "../../src/sandbox/seed.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../src/sandbox/server.ts";
import { memoryStore } from "../../src/sandbox/store.ts";
import { anyToken } from "../../src/sandbox/tokens.ts";

/** A clock that is at a time, and notes waits instead of waiting. */
export type StillClock = Clock & { time: number; readonly waits: number[] };

export function stillClock(iso = "2026-11-24T12:00:00.000Z"): StillClock {
  const clock = {
    ...systemClock,
    time: Date.parse(iso),
    waits: [] as number[],
    now: () => clock.time,
    elapsed: () => 0,
    wait: async (ms: number) => {
      clock.waits.push(ms);
    },
  };
  return clock;
}

export async function started(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({
    store: memoryStore(seedDeals(40)),
    clock: stillClock(),
    tokens: anyToken,
    ...options,
  });
  onTestFinished(sandbox.close);
  return sandbox;
}

export const STARTER = "550e8400-e29b-41d4-a716-446655440000";
export const ARCHIVED = "550e8400-e29b-41d4-a716-446655440001";
export const BLANK = "550e8400-e29b-41d4-a716-446655440002";

export const bearer = { Authorization: "Bearer any" };

/** A PATCH of JSON text. */
export function patch(
  url: string,
  path: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${url}${path}`, {
    method: "PATCH",
    headers: { ...bearer, "Content-Type": "application/json", ...headers },
    body,
  });
}

export function get(url: string, path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}${path}`, { headers: { ...bearer, ...headers } });
}
