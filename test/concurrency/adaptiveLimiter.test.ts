import { describe, expect, it } from "vitest";
import { Pace } from "../../src/concurrency/limiter.ts";
import { fakeClock } from "../api/testClient.ts";

const { signal } = new AbortController();
const answer = (status: number) => ({ type: "answer" as const, method: "GET", url: "", status, ms: 1 });
const request = { type: "request" as const, method: "GET", url: "" };
const wait = (ms: number) => ({ type: "wait" as const, reason: "answered 429", ms });

describe("concurrency", () => {
  it("halves once for all that were under way, and recovers one at a time", () => {
    const clock = fakeClock();
    const pace = new Pace({ concurrency: 8, clock, signal });
    for (let refused = 0; refused < 8; refused++) {
      pace.observe(answer(429));
      pace.observe(wait(2000));
    }
    expect(pace.limit).toBe(4);
    clock.advance(2001);
    pace.observe(answer(429));
    expect(pace.limit).toBe(2);
    for (let good = 0; good < 49; good++) pace.observe(answer(200));
    expect(pace.limit).toBe(2);
    pace.observe(answer(200));
    expect(pace.limit).toBe(3);
    for (let good = 0; good < 50 * 20; good++) pace.observe(answer(200));
    expect(pace.limit).toBe(8);
  });

  it("never falls below one", () => {
    const clock = fakeClock();
    const pace = new Pace({ concurrency: 2, clock, signal });
    for (let times = 0; times < 5; times++) {
      pace.observe(answer(429));
      clock.advance(60_000);
    }
    expect(pace.limit).toBe(1);
  });

  it("lets no more through than its limit", async () => {
    const pace = new Pace({ concurrency: 3, clock: fakeClock(), signal });
    let busy = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 50 }, () =>
        pace.run(async () => {
          most = Math.max(most, ++busy);
          await new Promise((resolve) => setImmediate(resolve));
          busy--;
        }),
      ),
    );
    expect(most).toBe(3);
  });

  it("gives a place back when a call fails", async () => {
    const pace = new Pace({ concurrency: 1, clock: fakeClock(), signal });
    await expect(pace.run(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await pace.run(async () => "next")).toBe("next");
  });
});

describe("rate", () => {
  it("spaces requests evenly", async () => {
    const clock = fakeClock();
    const pace = new Pace({ concurrency: 1, rate: 4, clock, signal });
    const starts: number[] = [];
    for (let call = 0; call < 4; call++) {
      await pace.run(async () => {
        starts.push(clock.elapsed());
        pace.observe(request);
      });
    }
    expect(starts).toEqual([0, 250, 500, 750]);
  });

  it("counts what the client sends again by itself", async () => {
    const clock = fakeClock();
    const pace = new Pace({ concurrency: 1, rate: 4, clock, signal });
    const starts: number[] = [];
    for (let call = 0; call < 2; call++) {
      await pace.run(async () => {
        starts.push(clock.elapsed());
        for (let sent = 0; sent < 3; sent++) pace.observe(request);
      });
    }
    expect(starts).toEqual([0, 750]);
  });

  it("ends its waiting when told to stop", async () => {
    const stop = new AbortController();
    const pace = new Pace({ concurrency: 2, rate: 0.01, clock: fakeClock(), signal: stop.signal });
    await pace.run(async () => {});
    stop.abort(new Error("stopped"));
    await expect(pace.run(async () => {})).rejects.toThrow("stopped");
  });
});
