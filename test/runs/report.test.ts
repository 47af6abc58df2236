/** Rows of a report from journals: each state, both sides of conflicts, bounded memory, and the order of time. */
import { describe, expect, it } from "vitest";
import type { Step } from "../../src/plans/plan.ts";
import type { RowResultRecord } from "../../src/runs/journal/record.ts";
import { type ExecutedRow, readExecutedRows, type TimelineSink } from "../../src/runs/report.ts";
import type { Run } from "../../src/runs/storage/runDirectory.ts";
import { changeOfDeal } from "./engine.ts";
import { AT, head, intent, result, runWith, useTemporaryDirectories } from "./journal/fixtures.ts";

useTemporaryDirectories();

const ended = (row: number, changes: Partial<RowResultRecord>) => ({ ...result(row), ...changes });

async function* stepsOf(count: number): AsyncGenerator<Step> {
  for (let row = 1; row <= count; row++) yield changeOfDeal(row);
}

const NO_TIMELINE: TimelineSink = {
  start: () => {},
  intent: () => {},
  result: () => {},
  pause: () => {},
  resume: () => {},
  end: () => {},
};

async function rowsOf(runs: readonly Run[], count: number) {
  const { rows, withoutReason } = await readExecutedRows(runs, NO_TIMELINE);
  const all: ExecutedRow[] = [];
  for await (const row of rows(stepsOf(count))) all.push(row);
  return { rows: all, withoutReason };
}

describe("readExecutedRows", () => {
  it("tells the state of each row, and the reason of those that failed", async () => {
    const run = await runWith([
      head({ rows: 8 }),
      ...[1, 2, 3, 4, 5, 6].map((row) => intent(row)),
      result(1),
      ended(2, { outcome: "rejected", status: 400, code: "values_refused", message: "no" }),
      ended(3, {
        outcome: "conflict",
        code: "changed_since_plan",
        message: "changed",
        theirs: '{"deal_name":"Theirs"}',
      }),
      ended(4, { outcome: "retryable", code: "not_sent", message: "stopped" }),
      ended(5, { outcome: "retryable", status: 503, code: "unavailable", message: "later" }),
      ended(7, { outcome: "skipped", code: "already_set", message: "set" }),
    ]);
    const { rows } = await rowsOf([run], 8);
    expect(rows.map(({ state }) => state)).toEqual([
      "applied",
      "rejected",
      "conflict",
      "pending",
      "retryable",
      "unknown",
      "skipped",
      "pending",
    ]);
    expect(rows[1]).toMatchObject({ line: 3, status: 400, code: "values_refused", message: "no" });
    expect(rows[2]?.fields).toMatchObject([{ name: "deal_name", before: "Old 3", theirs: "Theirs" }]);
    expect(rows[3]?.message).toBeUndefined();
  });

  it("says what Routera stored, and forgets the failure of a row that was applied later", async () => {
    const run = await runWith([
      head({ rows: 2 }),
      intent(1),
      ended(1, { outcome: "rejected", code: "x", message: "no" }),
      intent(1, { try: 2 }),
      result(1),
      intent(2),
      ended(2, { after: '{"deal_name":"Stored"}' }),
    ]);
    const { rows } = await rowsOf([run], 2);
    expect(rows[0]).toMatchObject({ state: "applied" });
    expect(rows[0]?.message).toBeUndefined();
    expect(rows[1]?.fields).toMatchObject([{ name: "deal_name", stored: "Stored" }]);
  });

  it("keeps the reasons within bounds, and counts those that it leaves out", async () => {
    const rows = 400;
    const theirs = JSON.stringify({ deal_name: "x".repeat(60_000) });
    const failed = Array.from({ length: rows }, (_, at) => [
      intent(at + 1),
      ended(at + 1, { outcome: "conflict", code: "changed_since_plan", message: `changed ${at}`, theirs }),
    ]).flat();
    const told = await rowsOf([await runWith([head({ rows }), ...failed])], rows);
    const kept = told.rows.filter(({ fields }) => fields[0]?.theirs !== undefined).length;
    expect(kept).toBeGreaterThan(100);
    expect(kept * theirs.length).toBeLessThanOrEqual(16_000_000);
    expect(told.withoutReason).toBe(rows - kept);
    expect(told.rows.every(({ state }) => state === "conflict")).toBe(true);
  });

  it("reads the journals of several shards as one, in the order of time", async () => {
    const at = (second: number) => AT.replace("02.000Z", `${String(second).padStart(2, "0")}.000Z`);
    const first = await runWith([
      head({ rows: 3, shard: "1/2", started: at(1) }),
      intent(1, { at: at(2) }),
      ended(1, { at: at(5) }),
    ]);
    const second = await runWith([
      head({ rows: 3, shard: "2/2", started: at(3) }),
      intent(2, { at: at(4) }),
      ended(2, { at: at(6), outcome: "unknown", code: "timeout", message: "no response" }),
    ]);
    const seen: string[] = [];
    await readExecutedRows([second, first], {
      ...NO_TIMELINE,
      start: (time) => seen.push(`start ${new Date(time).getUTCSeconds()}`),
      intent: (row) => seen.push(`intent ${row}`),
      result: (row, _, isDone) => seen.push(`result ${row} ${isDone}`),
    });
    expect(seen).toEqual(["start 1", "intent 1", "start 3", "intent 2", "result 1 true", "result 2 false"]);
    const { rows } = await rowsOf([first, second], 3);
    expect(rows.map(({ state }) => state)).toEqual(["applied", "unknown", "pending"]);
  });
});
