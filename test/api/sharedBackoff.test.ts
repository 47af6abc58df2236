import { describe, expect, it } from "vitest";
import { createSharedBackoff } from "../../src/api/session.ts";
import { fakeClock } from "./testClient.ts";

const never = new AbortController().signal;

describe("a pause for everyone", () => {
  it("is none while no one asked for it", async () => {
    const clock = fakeClock();
    await createSharedBackoff(clock).wait(never);
    expect(clock.waits).toEqual([]);
  });

  it("is not shortened by a shorter one", async () => {
    const clock = fakeClock();
    const backoff = createSharedBackoff(clock);
    backoff.pauseFor(5_000);
    backoff.pauseFor(1_000);
    await backoff.wait(never);
    await backoff.wait(never);
    expect(clock.waits).toEqual([5_000]);
  });

  it("continues when it is made longer in the meantime", async () => {
    const clock = fakeClock();
    const backoff = createSharedBackoff(clock);
    const { wait } = clock;
    clock.wait = async (ms, signal) => {
      if (clock.waits.length === 0) backoff.pauseFor(8_000);
      await wait(ms, signal);
    };
    backoff.pauseFor(5_000);
    await backoff.wait(never);
    expect(clock.waits).toEqual([5_000, 3_000]);
  });

  it("ends with a clock that does not change, too", async () => {
    const clock = { ...fakeClock(), elapsed: () => 0, wait: async () => {} };
    const backoff = createSharedBackoff(clock);
    backoff.pauseFor(5_000);
    await expect(backoff.wait(never)).resolves.toBeUndefined();
  });

  it("ends when asked to stop", async () => {
    const backoff = createSharedBackoff(fakeClock());
    backoff.pauseFor(1);
    await expect(backoff.wait(AbortSignal.abort("stop"))).rejects.toBe("stop");
  });
});
