import { existsSync } from "node:fs";
import { mkdir, rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { Failure } from "../../../src/failure.ts";
import { tryLock, withFileLock } from "../../../src/files/lock/fileLock.ts";
import { fakeClock } from "../../api/testClient.ts";
import { temporaryDirectory, useTemporaryDirectories } from "../../runs/journal/fixtures.ts";

useTemporaryDirectories();

const failure = (why: "held" | "lost") => new Failure("local_io", why, { code: `it_is_${why}` });
const options = () => ({ patienceMs: 1_000, failure, waiting: { clock: fakeClock(), random: () => 0.5 } });

describe("the lock of a file", () => {
  it("is held by one at a time, and given back", async () => {
    const path = join(await temporaryDirectory(), "a.json");
    const first = await tryLock(path);
    expect(await tryLock(path)).toBeUndefined();
    await first?.release();
    await first?.release();
    const second = await tryLock(path);
    expect(second?.isLost()).toBe(false);
    await second?.release();
  });

  it("is waited for as long as there is patience", async () => {
    const path = join(await temporaryDirectory(), "a.json");
    const held = await tryLock(path);
    const wait = options();
    await expect(withFileLock(path, wait, async () => "done")).rejects.toMatchObject({ code: "it_is_held" });
    expect(wait.waiting.clock.elapsed()).toBeGreaterThanOrEqual(1_000);
    await held?.release();
    expect(await withFileLock(path, options(), async () => "done")).toBe("done");
  });

  it("is given back when the work fails", async () => {
    const path = join(await temporaryDirectory(), "a.json");
    const work = () => withFileLock(path, options(), () => Promise.reject(new Error("no")));
    await expect(work()).rejects.toThrow("no");
    await expect(work()).rejects.toThrow("no");
  });

  it("says at once why there can be none", async () => {
    const wait = options();
    const path = join(await temporaryDirectory(), "none", "a.json");
    await expect(withFileLock(path, wait, async () => "done")).rejects.toMatchObject({ code: "ENOENT" });
    expect(wait.waiting.clock.elapsed()).toBe(0);
  });
});

describe.runIf(process.platform === "linux")("on Linux", () => {
  it("a lock that no one has touched for long belongs to a killed process", async () => {
    const path = join(await temporaryDirectory(), "a.json");
    await mkdir(`${path}.lock`);
    expect(await tryLock(path)).toBeUndefined();
    await utimes(`${path}.lock`, new Date(0), new Date(0));
    const lock = await tryLock(path);
    expect(lock).toBeDefined();
    await lock?.release();
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  it("a lock that was taken away stops the next write, and is not given back for its new holder", async () => {
    const path = join(await temporaryDirectory(), "a.json");
    // It looks every five seconds.
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const lock = await tryLock(path);
    await rm(`${path}.lock`, { recursive: true });
    expect(lock?.isLost()).toBe(false);
    await vi.advanceTimersByTimeAsync(5_000);
    vi.useRealTimers();
    await expect.poll(() => lock?.isLost(), { timeout: 15_000, interval: 10 }).toBe(true);
    await mkdir(`${path}.lock`);
    await lock?.release();
    expect(existsSync(`${path}.lock`)).toBe(true);
  });
});
