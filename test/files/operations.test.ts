import { describe, expect, it } from "vitest";
import { retrying } from "../../src/files/operations.ts";
import { fakeClock } from "../api/testClient.ts";

/** A call that meets another program's handle so many times, and how often it was made. */
function busy(times: number, code = "EBUSY") {
  const calls: string[] = [];
  const call = async (path: string) => {
    calls.push(path);
    if (calls.length <= times) throw Object.assign(new Error(code), { code });
    return "done";
  };
  return { calls, call };
}

describe("a call that meets another program's handle", () => {
  it.each(["EBUSY", "EPERM", "EACCES", "ENOTEMPTY"])(
    "is made again on Windows until %s is over",
    async (code) => {
      const clock = fakeClock();
      const { call, calls } = busy(6, code);
      expect(await retrying(call, { platform: "win32", clock })("a")).toBe("done");
      expect(calls).toEqual(Array.from({ length: 7 }, () => "a"));
      expect(clock.waits).toEqual([10, 20, 40, 80, 160, 200]);
    },
  );

  it("fails with its own error when the handle stays for some 2.5 seconds", async () => {
    const clock = fakeClock();
    const { call } = busy(1_000);
    await expect(retrying(call, { platform: "win32", clock })("a")).rejects.toMatchObject({ code: "EBUSY" });
    expect(clock.elapsed()).toBeGreaterThanOrEqual(2_500);
    expect(clock.elapsed()).toBeLessThan(2_700);
    expect(Math.max(...clock.waits)).toBe(200);
  });

  it.each(["ENOENT", "EEXIST", "ENOSPC", "EISDIR"])("fails at once with %s", async (code) => {
    const clock = fakeClock();
    const { call, calls } = busy(1, code);
    await expect(retrying(call, { platform: "win32", clock })("a")).rejects.toMatchObject({ code });
    expect([calls.length, clock.waits]).toEqual([1, []]);
  });

  it.each(["linux", "darwin"] as const)("is made once on %s", async (platform) => {
    const clock = fakeClock();
    const { call, calls } = busy(1);
    await expect(retrying(call, { platform, clock })("a")).rejects.toMatchObject({ code: "EBUSY" });
    expect([calls.length, clock.waits]).toEqual([1, []]);
  });
});
