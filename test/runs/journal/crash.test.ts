/** The journal against what really happens to processes and disks. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../../src/host.ts";
import { readJournal } from "../../../src/runs/journal/read.ts";
import { replayJournal } from "../../../src/runs/journal/replay.ts";
import { repairTail, resumeJournal } from "../../../src/runs/journal/resume.ts";
import { readAll, temporaryDirectory, useTemporaryDirectories } from "./fixtures.ts";
import { buildChild, durableRows, runChild } from "./processes.ts";

useTemporaryDirectories();

buildChild();

async function intendedRows(file: string): Promise<ReadonlySet<number>> {
  const rows = new Set<number>();
  for await (const record of readJournal(file)) if (record.type === "intent") rows.add(record.row);
  return rows;
}

describe("a process that is killed while it writes", () => {
  it("leaves every intent that it called durable, however often", async () => {
    const dir = await temporaryDirectory();
    const file = join(dir, "journal.jsonl");
    const promised: number[] = [];
    let killed = 0;
    for (let round = 0; round < 20; round++) {
      const lines = 1 + Math.floor(Math.random() * 300);
      let seen = 0;
      const { signal, code, stdout, stderr } = await runChild(["write", dir, String(round * 10_000)], {
        onLine: (_, child) => {
          if (++seen === lines) child.kill("SIGKILL");
        },
      });
      expect({ stderr, ended: signal ?? code }).toEqual({ stderr: "", ended: signal ? "SIGKILL" : 0 });
      if (signal) killed++;
      promised.push(...durableRows(stdout));
      await repairTail(file);
      const rows = await intendedRows(file);
      expect(promised.filter((row) => !rows.has(row))).toEqual([]);
    }
    expect(killed).toBeGreaterThan(10);

    const state = await replayJournal(readJournal(file));
    expect(state.resumes).toBeGreaterThan(10);
    // No more than the eight at work can be left open by one kill.
    expect(state.unknown.size).toBeLessThanOrEqual(8 * killed);
    expect(state.counts.applied + state.counts.unknown).toBe((await intendedRows(file)).size);
  }, 120_000);
});

describe("a disk with a limit", () => {
  it.each([1, 8, 9])("of %i blocks ends in exit 12, with all that was promised on it", async (blocks) => {
    const dir = await temporaryDirectory();
    const file = join(dir, "journal.jsonl");
    const { code, signal, stdout, stderr } = await runChild(["starve", dir], {
      shell: `ulimit -f ${blocks}`,
    });
    expect({ code, signal }).toEqual({ code: 12, signal: null });
    expect(JSON.parse(stderr)).toEqual({
      code: "journal_failed",
      message: `cannot write the journal ${file}: file too large (EFBIG)`,
    });
    expect((await stat(file)).size).toBe(blocks * 512);
    const rows = await intendedRows(file);
    expect(durableRows(stdout).filter((row) => !rows.has(row))).toEqual([]);

    const { journal, torn } = await resumeJournal(dir, { clock: systemClock });
    await journal.close();
    const { records, end } = await readAll(file);
    expect(end.torn).toBeUndefined();
    expect(records.at(-1)).toEqual({ type: "resume", at: expect.any(String), ...(torn && { torn }) });
  });
});

describe("files", () => {
  it.each(["000", "077", "777"])("are private under umask %s", async (umask) => {
    const dir = await temporaryDirectory();
    const { code, stderr } = await runChild(["write", dir, "0"], { shell: `umask ${umask}` });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect((await stat(join(dir, "journal.jsonl"))).mode & 0o777).toBe(0o600);
  });
});
