/** All that can be reported of a run, whatever has become of its files. */
import { readFile, rm, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/host.ts";
import { writePlan } from "../../src/plans/file/write.ts";
import { SHOWN } from "../../src/runs/engine/executor.ts";
import { addChecksum, CHAIN_START } from "../../src/runs/journal/checksumChain.ts";
import type { JournalRecord } from "../../src/runs/journal/record.ts";
import { isInShard } from "../../src/runs/shards/shardOfId.ts";
import { inspectRun } from "../../src/runs/show.ts";
import { lockRun } from "../../src/runs/storage/lock.ts";
import type { Run } from "../../src/runs/storage/runDirectory.ts";
import { HEAD } from "../plans/arbitrary.ts";
import { streamOf } from "../plans/scratch.ts";
import { changeOfDeal, thisMachine } from "./engine.ts";
import { AT, head, intent, result, runWith, useTemporaryDirectories } from "./journal/fixtures.ts";

useTemporaryDirectories();

const NONE = { applied: 0, rejected: 0, skipped: 0, conflict: 0, unknown: 0, retryable: 0 };
const END: JournalRecord = { type: "end", at: AT, counts: { ...NONE, applied: 2 }, complete: true };

const look = async (run: Run) => inspectRun(run, await thisMachine());
const lookAt = async (records: readonly JournalRecord[]) => look(await runWith(records));

describe("inspectRun", () => {
  it("of a run that went to its end", async () => {
    const told = await lookAt([head({ rows: 2 }), intent(1), result(1), intent(2), result(2), END]);
    expect(told).toEqual({
      run: expect.any(String),
      status: "finished",
      head: head({ rows: 2 }),
      end: END,
      rows: 2,
      counts: { ...NONE, applied: 2 },
      blocked: undefined,
      pending: 0,
      pauses: 0,
      lastPause: undefined,
      lastWriteAt: "2026-11-24T03:15:02.000Z",
      resumes: 0,
      lastAt: AT,
      failures: [],
      failed: 0,
      failureCount: 0,
      read: true,
      damage: undefined,
      torn: undefined,
      problem: undefined,
    });
  });

  it("of one that died: rows of unknown outcome are still to be done", async () => {
    const told = await lookAt([
      head({ rows: 10 }),
      intent(1),
      result(1),
      intent(2),
      result(2, "unknown"),
      intent(3),
      result(4, "retryable"),
    ]);
    expect(told).toMatchObject({
      status: "incomplete",
      counts: { ...NONE, applied: 1, unknown: 2, retryable: 1 },
      // 2, 3 and 5 to 10. A row that failed for now has a count of its own.
      pending: 8,
      failureCount: 3,
    });
    expect(told.failures.map(({ row, outcome }) => [row, outcome])).toEqual([
      [2, "unknown"],
      [4, "retryable"],
      [3, "unknown"],
    ]);
  });

  it("reports a row that went well in the end as that", async () => {
    const told = await lookAt([
      head({ rows: 2 }),
      result(1, "rejected"),
      result(2, "conflict"),
      { type: "resume", at: AT, retry: "failed" },
      intent(1),
      result(1),
      result(2, "rejected"),
    ]);
    expect(told).toMatchObject({ resumes: 1, failureCount: 1, counts: { ...NONE, applied: 1, rejected: 1 } });
    expect(told.failures).toMatchObject([{ row: 2, outcome: "rejected" }]);
  });

  it("does not count as failures what was not sent when something stopped the run", async () => {
    const unsent = (row: number): JournalRecord => ({ ...result(row, "retryable"), code: "not_sent" });
    const records = [
      head({ rows: 3 }),
      intent(1),
      result(1, "retryable"),
      intent(2),
      unsent(2),
      intent(3),
      unsent(3),
    ];
    const told = await lookAt([...records, { type: "resume", at: AT }, intent(3), result(3, "retryable")]);
    expect(told).toMatchObject({ counts: { ...NONE, retryable: 2 }, failed: 2, pending: 1 });
    expect(told.failures.map(({ row }) => row)).toEqual([1, 3]);
  });

  it("names the first failures and counts all", async () => {
    const rows = Array.from({ length: SHOWN + 5 }, (_, at) => result(at + 1, "rejected"));
    const told = await lookAt([head({ rows: 100 }), ...rows]);
    expect([told.failures.length, told.failureCount]).toEqual([SHOWN, SHOWN + 5]);
  });

  it("counts pauses and reports the last", async () => {
    const pause = (until: string): JournalRecord => ({
      type: "pause",
      at: AT,
      reason: "rate_limited",
      until,
    });
    const told = await lookAt([head(), pause("2026-11-24T03:16:00.000Z"), pause("2026-11-24T03:17:00.000Z")]);
    expect([told.pauses, told.lastPause?.until]).toEqual([2, "2026-11-24T03:17:00.000Z"]);
  });

  it("knows whether there is something to undo", async () => {
    const { before: _, before_updated_at: __, ...unread } = intent(1);
    expect((await lookAt([head(), unread, result(1)])).read).toBe(false);
    expect((await lookAt([head(), unread, result(1), intent(2)])).read).toBe(true);
  });

  it("of a part of a plan: as many rows as the plan has in it", async () => {
    const run = await runWith([head({ rows: 9, shard: "1/2" })]);
    const steps = Array.from({ length: 9 }, (_, at) => changeOfDeal(at + 1));
    await writePlan(run.files.plan, HEAD, streamOf(steps), () => 0);
    const mine = steps.filter(({ id }) => isInShard(id, { index: 1, count: 2 })).length;
    expect(await look(run)).toMatchObject({ rows: mine, pending: mine, problem: undefined });
    await rm(run.files.plan);
    expect((await look(run)).problem).toMatch(/plan\.jsonl/);
  });

  it.each([
    ["has no journal", undefined],
    ["has nothing in it", ""],
  ])("of one that %s: not_started", async (_name, journal) => {
    const run = await runWith([]);
    if (journal !== undefined) await writeFile(run.files.journal, journal);
    expect(await look(run)).toMatchObject({
      status: "not_started",
      rows: 0,
      pending: 0,
      head: undefined,
      problem: undefined,
    });
  });

  it("of a running one: a half-written last line is nothing to speak of", async () => {
    const run = await runWith([head({ rows: 2 }), intent(1)]);
    await writeFile(run.files.journal, `${await readFile(run.files.journal, "utf8")}{"type":"res`);
    expect(await look(run)).toMatchObject({ status: "incomplete", torn: { line: 3, bytes: 12 } });
    const lock = await lockRun(run.dir, { machine: await thisMachine(), clock: systemClock });
    expect(await look(run)).toMatchObject({ status: "running", torn: undefined, counts: NONE, pending: 2 });
    await lock.release();
  });

  it("of a damaged one: which lines, and what the others say", async () => {
    const run = await runWith([head({ rows: 2 }), intent(1), result(1), intent(2), result(2), END]);
    const text = await readFile(run.files.journal, "utf8");
    await writeFile(run.files.journal, text.replace('"outcome":"applied"', '"outcome":"retried!"'));
    expect(await look(run)).toMatchObject({
      status: "damaged",
      damage: { lines: [3], count: 1 },
      counts: { ...NONE, applied: 1, unknown: 1 },
    });
  });

  it("of one that another program wrote: why it cannot be read", async () => {
    const run = await runWith([]);
    const { line } = addChecksum(JSON.stringify({ ...head(), version: 99 }), CHAIN_START);
    await writeFile(run.files.journal, line);
    expect(await look(run)).toMatchObject({ status: "damaged", problem: expect.stringMatching(/version/) });
  });
});
