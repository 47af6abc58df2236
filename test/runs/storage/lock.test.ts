import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hostOf, systemClock } from "../../../src/host.ts";
import { lockRun, lockState } from "../../../src/runs/storage/lock.ts";
import type { LockOwner } from "../../../src/runs/storage/lockOwner.ts";
import {
  isGone,
  type Machine,
  machineOf,
  type ProcessIdentity,
} from "../../../src/runs/storage/processIdentity.ts";
import { AT, temporaryDirectory, useTemporaryDirectories } from "../journal/fixtures.ts";
import { buildChild, runChild } from "../journal/processes.ts";

useTemporaryDirectories();

buildChild();

const clock = systemClock;
const SELF: ProcessIdentity = {
  pid: 100,
  host: "box",
  machine: "m1",
  boot: "b1",
  namespace: "n1",
  start: "555",
};

/** A machine on which the given processes run, by pid and start. */
function machine(
  running: Readonly<Record<number, string | undefined>> = {},
  self: Partial<ProcessIdentity> = {},
): Machine {
  return {
    self: { ...SELF, ...self },
    isAlive: (pid) => Object.hasOwn(running, pid),
    startOf: async (pid) => running[pid],
  };
}

function holder(changes: Partial<LockOwner> = {}): LockOwner {
  return { ...SELF, pid: 77, start: "444", created: AT, nonce: "0123456789abcdef", ...changes };
}

async function directoryLockedBy(content: string | LockOwner): Promise<string> {
  const dir = await temporaryDirectory();
  await writeFile(join(dir, "lock"), typeof content === "string" ? content : `${JSON.stringify(content)}\n`);
  return dir;
}

describe("isGone", () => {
  it.each([
    ["it is running", holder(), { 77: "444" }, false],
    ["its pid is free", holder(), {}, true],
    ["its pid belongs to a later process", holder(), { 77: "999" }, true],
    ["it only waits to be buried", holder(), { 77: "ended" }, true],
    ["the machine was started again", holder({ boot: "b0" }), { 77: "444" }, true],
    [
      "the machine was started again, in another container",
      holder({ boot: "b0", namespace: "n0" }),
      {},
      true,
    ],
    ["the name of the machine has changed, and it is gone", holder({ host: "other" }), {}, true],
    [
      "the name of the machine has changed, and it is running",
      holder({ host: "other" }),
      { 77: "444" },
      false,
    ],
    ["another host that tells no boot", holder({ host: "other", boot: undefined }), {}, false],
    ["another host, another boot", holder({ host: "other", boot: "b0" }), {}, false],
    ["another machine of the same name", holder({ machine: "m2", boot: "b0" }), {}, false],
    ["another container", holder({ namespace: "n0" }), {}, false],
    ["its start cannot be seen", holder(), { 77: undefined }, false],
    ["its start was never known", holder({ start: undefined }), { 77: "444" }, false],
    ["its start was never known, and its pid is free", holder({ start: undefined }), {}, true],
    ["its boot was never known, and it is running", holder({ boot: undefined }), { 77: "444" }, false],
  ] as const)("%s", async (_, other, running, gone) => {
    expect(await isGone(other, machine(running))).toBe(gone);
  });

  it.each([
    ["alive", { 77: undefined }, false],
    ["dead", {}, true],
  ] as const)("goes by the pid alone where the platform reports no more: %s", async (_, running, gone) => {
    const bare = { machine: undefined, boot: undefined, namespace: undefined, start: undefined };
    expect(await isGone(holder(bare), machine(running, bare))).toBe(gone);
  });
});

describe("machineOf", () => {
  it("knows this process, and that a child has ended", async () => {
    const host = hostOf(process);
    const here = await machineOf(host);
    expect(here.self.pid).toBe(process.pid);
    expect(here.isAlive(process.pid)).toBe(true);
    expect(await isGone(here.self, here)).toBe(false);
    const { stdout } = await runChild(["none"], { shell: "echo $$" });
    expect(await isGone({ ...here.self, pid: Number(stdout) }, here)).toBe(true);
  });

  it.runIf(process.platform === "linux")("sees starts of processes on Linux", async () => {
    const here = await machineOf(hostOf(process));
    expect(here.self).toMatchObject({
      boot: expect.stringMatching(/^[0-9a-f-]{36}$/),
      start: expect.stringMatching(/^\d+$/),
    });
    expect(await here.startOf(process.pid)).toBe(here.self.start);
    expect(await isGone({ ...here.self, start: "1" }, here)).toBe(true);
  });
});

describe("lockRun", () => {
  it("lets one in, until it has left", async () => {
    const dir = await temporaryDirectory();
    const one = await lockRun(dir, { machine: machine({ 100: "555" }), clock });
    expect((await stat(join(dir, "lock"))).mode & 0o777).toBe(0o600);
    await expect(lockRun(dir, { machine: machine({ 100: "555" }), clock })).rejects.toMatchObject({
      kind: "local_io",
      code: "run_locked",
      exitCode: 12,
      message: expect.stringContaining("process 100 on box"),
      hint: expect.objectContaining({ shell: ["rm", join(dir, "lock")] }),
    });
    await one.release();
    await one.release();
    expect(await readdir(dir)).toEqual([]);
    const two = await lockRun(dir, { machine: machine(), clock });
    await one.release();
    expect(await readdir(dir)).toEqual(["lock"]);
    await two.release();
  });

  it.each([
    ["a dead one", holder(), machine()],
    ["a reused pid", holder(), machine({ 77: "999" })],
    ["another boot", holder({ boot: "b0" }), machine({ 77: "444" })],
    ["our own pid in an earlier life", holder({ pid: 100 }), machine({ 100: "555" })],
  ])("takes the lock from %s", async (_, before, here) => {
    const dir = await directoryLockedBy(before);
    expect((await lockState(dir, here)).state).toBe("stale");
    const lock = await lockRun(dir, { machine: here, clock });
    expect(JSON.parse(await readFile(join(dir, "lock"), "utf8"))).toMatchObject({ pid: 100, start: "555" });
    expect(await readdir(dir)).toEqual(["lock"]);
    await lock.release();
    expect(await readdir(dir)).toEqual([]);
  });

  it.each([
    ["a live one", holder(), /process 77 on box since 2026/],
    ["another host", holder({ host: "other", boot: "b9", pid: 5 }), /process 5 on other/],
    ["an empty file", "", /is in use by an unknown process/],
    ["half a file", '{"pid":7', /is in use by an unknown process/],
    ["a nonce that is a path", { ...holder(), nonce: "../../etc/passwd" }, /is in use by an unknown process/],
    ["a pid that is none", { ...holder(), pid: -1 }, /is in use by an unknown process/],
  ])("leaves the lock to %s", async (_, before, message) => {
    const dir = await directoryLockedBy(before);
    const here = machine({ 77: "444" });
    expect((await lockState(dir, here)).state).toBe("held");
    await expect(lockRun(dir, { machine: here, clock })).rejects.toMatchObject({
      code: "run_locked",
      message: expect.stringMatching(message),
    });
    expect(await readdir(dir)).toEqual(["lock"]);
  });

  it("gets past a taker that died between guard and lock", async () => {
    const dir = await directoryLockedBy(holder());
    const dead = holder({ pid: 78, nonce: "fedcba9876543210" });
    await writeFile(join(dir, "lock.0123456789abcdef"), JSON.stringify(dead));
    const lock = await lockRun(dir, { machine: machine(), clock });
    expect(await readdir(dir)).toEqual(["lock"]);
    await lock.release();
  });

  it("waits for no one who is just taking over", async () => {
    const dir = await directoryLockedBy(holder());
    await writeFile(join(dir, "lock.0123456789abcdef"), JSON.stringify(holder({ pid: 79 })));
    await expect(lockRun(dir, { machine: machine({ 79: "444" }), clock })).rejects.toMatchObject({
      code: "run_locked",
      message: expect.stringContaining("process 79"),
    });
  });

  it("lets a slow taker not replace the lock of a quick one", async () => {
    const dir = await directoryLockedBy(holder());
    const quick = machine({ 77: "999", 200: "600" }, { pid: 200, start: "600" });
    let quickHas = false;
    const slow: Machine = {
      ...quick,
      self: SELF,
      // Between finding the lock stale and taking it, the quick one comes in.
      startOf: async (pid) => {
        if (!quickHas) {
          quickHas = true;
          await lockRun(dir, { machine: quick, clock });
        }
        return quick.startOf(pid);
      },
    };
    await expect(lockRun(dir, { machine: slow, clock })).rejects.toMatchObject({
      code: "run_locked",
      message: expect.stringContaining("process 200"),
    });
    expect(JSON.parse(await readFile(join(dir, "lock"), "utf8"))).toMatchObject({ pid: 200 });
    expect(await readdir(dir)).toEqual(["lock"]);
  });

  it("says why when there is no directory", async () => {
    const dir = join(await temporaryDirectory(), "none");
    await expect(lockRun(dir, { machine: machine(), clock })).rejects.toMatchObject({
      code: "lock_failed",
      exitCode: 12,
      message: expect.stringContaining("ENOENT"),
    });
  });

  it("lets exactly one of many take a stale lock", async () => {
    for (let round = 0; round < 30; round++) {
      const dir = await directoryLockedBy(holder());
      const here = machine({ 100: "555" });
      const takers = await Promise.allSettled(
        Array.from({ length: 6 }, () => lockRun(dir, { machine: here, clock })),
      );
      const won = takers.filter(({ status }) => status === "fulfilled");
      expect(won).toHaveLength(1);
      for (const taker of takers) {
        if (taker.status === "rejected") expect(taker.reason).toMatchObject({ code: "run_locked" });
      }
      expect(await readdir(dir)).toEqual(["lock"]);
    }
  });

  it("never lets two processes in at once", async () => {
    const dir = await directoryLockedBy({
      ...(await machineOf(hostOf(process))).self,
      start: "1",
      ...ticket,
    });
    const ended = await Promise.all([1, 2, 3].map(() => runChild(["race", dir, "60"])));
    for (const { code, stderr } of ended) expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const lines = ended.flatMap(({ stdout }) => stdout.trim().split("\n"));
    expect(lines).toHaveLength(180);
    expect(lines.filter((line) => line === "won").length).toBeGreaterThan(0);
    expect(await readdir(dir)).toEqual([]);
  });
});

const ticket = { created: AT, nonce: "0123456789abcdef" };
