import { describe, expect, it } from "vitest";
import type { WireEvent } from "../../src/api/wireEvent.ts";
import { AdaptiveLimiter, type LimiterEvent } from "../../src/concurrency/adaptiveLimiter.ts";
import { limiterEvent } from "../../src/runs/engine/limiterEvent.ts";
import { fakeClock } from "../api/testClient.ts";

const { signal } = new AbortController();
const succeeded = { succeeded: true } as const;
const throttled = { throttled: true } as const;
const sent = { sent: true } as const;
const wait = (pauseMs: number) => ({ throttled: true as const, pauseMs });

describe("concurrency", () => {
  it("halves once for all that were under way, and recovers one at a time", () => {
    const clock = fakeClock();
    const limiter = new AdaptiveLimiter({ concurrency: 8, clock, signal });
    for (let refused = 0; refused < 8; refused++) {
      limiter.observe(throttled);
      limiter.observe(wait(2000));
    }
    expect(limiter.limit).toBe(4);
    clock.advance(2001);
    limiter.observe(throttled);
    expect(limiter.limit).toBe(2);
    for (let good = 0; good < 49; good++) limiter.observe(succeeded);
    expect(limiter.limit).toBe(2);
    limiter.observe(succeeded);
    expect(limiter.limit).toBe(3);
    for (let good = 0; good < 50 * 20; good++) limiter.observe(succeeded);
    expect(limiter.limit).toBe(8);
  });

  it("never falls below one", () => {
    const clock = fakeClock();
    const limiter = new AdaptiveLimiter({ concurrency: 2, clock, signal });
    for (let times = 0; times < 5; times++) {
      limiter.observe(throttled);
      clock.advance(60_000);
    }
    expect(limiter.limit).toBe(1);
  });

  it("lets no more through than its limit", async () => {
    const limiter = new AdaptiveLimiter({ concurrency: 3, clock: fakeClock(), signal });
    let busy = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 50 }, () =>
        limiter.run(async () => {
          most = Math.max(most, ++busy);
          await new Promise((resolve) => setImmediate(resolve));
          busy--;
        }),
      ),
    );
    expect(most).toBe(3);
  });

  it("gives a place back when a call fails", async () => {
    const limiter = new AdaptiveLimiter({ concurrency: 1, clock: fakeClock(), signal });
    await expect(limiter.run(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await limiter.run(async () => "next")).toBe("next");
  });
});

describe("rate", () => {
  it("spaces requests evenly", async () => {
    const clock = fakeClock();
    const limiter = new AdaptiveLimiter({ concurrency: 1, rate: 4, clock, signal });
    const starts: number[] = [];
    for (let call = 0; call < 4; call++) {
      await limiter.run(async () => {
        starts.push(clock.elapsed());
        limiter.observe(sent);
      });
    }
    expect(starts).toEqual([0, 250, 500, 750]);
  });

  it("counts what the client sends again by itself", async () => {
    const clock = fakeClock();
    const limiter = new AdaptiveLimiter({ concurrency: 1, rate: 4, clock, signal });
    const starts: number[] = [];
    for (let call = 0; call < 2; call++) {
      await limiter.run(async () => {
        starts.push(clock.elapsed());
        for (let times = 0; times < 3; times++) limiter.observe(sent);
      });
    }
    expect(starts).toEqual([0, 750]);
  });

  it("ends its waiting when asked to stop", async () => {
    const stop = new AbortController();
    const limiter = new AdaptiveLimiter({
      concurrency: 2,
      rate: 0.01,
      clock: fakeClock(),
      signal: stop.signal,
    });
    await limiter.run(async () => {});
    stop.abort(new Error("stopped"));
    await expect(limiter.run(async () => {})).rejects.toThrow("stopped");
  });
});

describe("what is learned from the wire", () => {
  const call = { method: "GET", url: "" };
  it.each([
    [{ type: "request", ...call }, { sent: true }],
    [{ type: "answer", ...call, status: 429, ms: 1 }, { throttled: true }],
    [{ type: "answer", ...call, status: 200, ms: 1 }, { succeeded: true }],
    [{ type: "answer", ...call, status: 503, ms: 1 }, { succeeded: true }],
    [
      { type: "wait", reason: "any words", ms: 7, throttled: true },
      { throttled: true, pauseMs: 7 },
    ],
    [{ type: "wait", reason: "status 429", ms: 7, throttled: false }, undefined],
    [{ type: "trouble", ...call, reason: "status 429", sent: true }, undefined],
  ] satisfies readonly [WireEvent, LimiterEvent | undefined][])("%j → %j", (event, learned) => {
    expect(limiterEvent(event)).toEqual(learned);
  });
});
