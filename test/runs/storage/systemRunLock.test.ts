import { existsSync } from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { lockRun, lockState } from "../../../src/runs/storage/lock.ts";
import type { Machine } from "../../../src/runs/storage/processIdentity.ts";
import { fakeClock } from "../../api/testClient.ts";
import { AT, temporaryDirectory, useTemporaryDirectories } from "../journal/fixtures.ts";

useTemporaryDirectories();

/** A machine that shows nothing of other processes, as Windows and macOS do: whoever has the process ID is alive. */
const machine: Machine = {
  self: { pid: 100, host: "box" },
  isAlive: () => true,
  startOf: async () => undefined,
};

/** Locks as the system holds them: they end with their process. */
function systemLocks() {
  const held = new Set<string>();
  return {
    /** The process that holds the locks is killed. */
    kill: () => held.clear(),
    system: async (path: string, { create = true }: { readonly create?: boolean } = {}) => {
      const missing = create ? !existsSync(dirname(path)) : !existsSync(path);
      if (missing) throw Object.assign(new Error("ENOENT"), { code: "ENOENT" });
      if (held.has(path)) return undefined;
      held.add(path);
      await writeFile(path, "");
      return async () => {
        held.delete(path);
      };
    },
  };
}

const left = (owner: object) =>
  `${JSON.stringify({ pid: 100, host: "box", created: AT, nonce: "0123456789abcdef", ...owner })}\n`;

describe("a run whose lock the system holds", () => {
  it("is refused to another process, which is asked to wait and nothing else", async () => {
    const dir = await temporaryDirectory();
    const { system } = systemLocks();
    const lock = await lockRun(dir, { machine, clock: fakeClock(), system });
    expect((await lockState(dir, machine, system)).state).toBe("held");
    await expect(lockRun(dir, { machine, clock: fakeClock(), system })).rejects.toMatchObject({
      code: "run_locked",
      exitCode: 12,
      retryable: true,
      message: expect.stringContaining("process 100 on box"),
      hint: expect.not.stringMatching(/stop|kill|rm /),
    });
    await lock.release();
    await lock.release();
    expect((await lockState(dir, machine, system)).state).toBe("free");
    await (await lockRun(dir, { machine, clock: fakeClock(), system })).release();
  });

  it.each([
    ["its process ID belongs to another process now", {}],
    ["the name of the machine has changed", { host: "OLD-NAME" }],
    ["another machine says it held it", { host: "other", boot: "b0", machine: "m0", start: "1" }],
  ])("is free once its process was killed: %s", async (_, owner) => {
    const dir = await temporaryDirectory();
    const { kill, system } = systemLocks();
    await lockRun(dir, { machine, clock: fakeClock(), system });
    kill();
    await writeFile(join(dir, "lock"), left(owner));
    expect((await lockState(dir, machine, system)).state).toBe("stale");
    const lock = await lockRun(dir, { machine, clock: fakeClock(), system });
    expect(JSON.parse(await readFile(join(dir, "lock"), "utf8"))).toMatchObject({ pid: 100, host: "box" });
    await lock.release();
    expect(await readdir(dir)).toEqual(["lock.held"]);
  });

  it("is taken although no one can read who held it", async () => {
    const dir = await temporaryDirectory();
    const { system } = systemLocks();
    await writeFile(join(dir, "lock"), "half a fi");
    const lock = await lockRun(dir, { machine, clock: fakeClock(), system });
    await expect(lockRun(dir, { machine, clock: fakeClock(), system })).rejects.toMatchObject({
      message: expect.stringContaining("process 100 on box"),
    });
    await lock.release();
  });

  it("is removed with its directory, unless something else is in it", async () => {
    const { system } = systemLocks();
    const dir = await temporaryDirectory();
    await (await lockRun(dir, { machine, clock: fakeClock(), system })).removeDirectory();
    expect(existsSync(dir)).toBe(false);
    const other = await temporaryDirectory();
    await writeFile(join(other, "journal.jsonl"), "");
    await (await lockRun(other, { machine, clock: fakeClock(), system })).removeDirectory();
    expect(await readdir(other)).toEqual(["journal.jsonl"]);
  });

  it("says why it cannot be locked", async () => {
    const dir = await temporaryDirectory();
    await rm(dir, { recursive: true });
    const { system } = systemLocks();
    await expect(lockRun(dir, { machine, clock: fakeClock(), system })).rejects.toMatchObject({
      code: "lock_failed",
      message: expect.stringContaining("ENOENT"),
    });
  });
});
