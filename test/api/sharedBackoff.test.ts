import { describe, expect, it } from "vitest";
import { openGate } from "../../src/api/session.ts";
import { fakeClock } from "./testClient.ts";

const never = new AbortController().signal;

describe("a pause for everybody", () => {
  it("is none while nobody asked for it", async () => {
    const clock = fakeClock();
    await openGate(clock).pass(never);
    expect(clock.waits).toEqual([]);
  });

  it("is not shortened by a shorter one", async () => {
    const clock = fakeClock();
    const gate = openGate(clock);
    gate.close(5_000);
    gate.close(1_000);
    await gate.pass(never);
    await gate.pass(never);
    expect(clock.waits).toEqual([5_000]);
  });

  it("goes on when it is made longer meanwhile", async () => {
    const clock = fakeClock();
    const gate = openGate(clock);
    const { wait } = clock;
    clock.wait = async (ms, signal) => {
      if (clock.waits.length === 0) gate.close(8_000);
      await wait(ms, signal);
    };
    gate.close(5_000);
    await gate.pass(never);
    expect(clock.waits).toEqual([5_000, 3_000]);
  });

  it("ends with a clock that stands still, too", async () => {
    const clock = { ...fakeClock(), elapsed: () => 0, wait: async () => {} };
    const gate = openGate(clock);
    gate.close(5_000);
    await expect(gate.pass(never)).resolves.toBeUndefined();
  });

  it("ends when told to stop", async () => {
    const gate = openGate(fakeClock());
    gate.close(1);
    await expect(gate.pass(AbortSignal.abort("stop"))).rejects.toBe("stop");
  });
});
