import { describe, expect, it } from "vitest";
import { hasSystemLocks, takeSystemLock, trySystemLock } from "../../../src/files/lock/systemLock.ts";
import { fakeClock } from "../../api/testClient.ts";

/** Opens of one file, as a system that holds locks answers them. */
function system(busyCode: string) {
  const flags: number[] = [];
  let isHeld = false;
  return {
    flags,
    open: async (_path: string, given: number) => {
      flags.push(given);
      if (isHeld) throw Object.assign(new Error(busyCode), { code: busyCode });
      isHeld = true;
      return {
        close: async () => {
          isHeld = false;
        },
      };
    },
  };
}

describe("trySystemLock", () => {
  it.each([
    ["win32", "EBUSY", 0x1000_0000],
    ["darwin", "EAGAIN", 0x20 | 0x4],
  ] as const)("lets one in at a time on %s", async (platform, busyCode, exclusive) => {
    const { flags, open } = system(busyCode);
    const first = await trySystemLock("a", { platform, open });
    expect(first).toBeDefined();
    expect((flags[0] ?? 0) & exclusive).toBe(exclusive);
    expect(await trySystemLock("a", { platform, open })).toBeUndefined();
    await first?.();
    expect(await trySystemLock("a", { platform, open })).toBeDefined();
  });

  it("says why there can be no lock", async () => {
    const open = async () => {
      throw Object.assign(new Error("EROFS"), { code: "EROFS" });
    };
    await expect(trySystemLock("a", { platform: "darwin", open })).rejects.toMatchObject({ code: "EROFS" });
  });

  it("is for systems that hold locks", async () => {
    expect((["win32", "darwin", "linux"] as const).map(hasSystemLocks)).toEqual([true, true, false]);
    await expect(trySystemLock("a", { platform: "linux" })).rejects.toThrow("linux does not support locks");
  });
});

describe("takeSystemLock", () => {
  it("outlasts a scanner that looks at the file", async () => {
    const clock = fakeClock();
    let looks = 4;
    const release = async () => {};
    expect(await takeSystemLock("a", clock, async () => (looks-- > 0 ? undefined : release))).toBe(release);
    expect(clock.elapsed()).toBe(200);
  });

  it("takes a handle that stays for that of another holder", async () => {
    const clock = fakeClock();
    expect(await takeSystemLock("a", clock, async () => undefined)).toBeUndefined();
    expect(clock.elapsed()).toBe(1_000);
  });
});
