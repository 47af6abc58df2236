import { describe, expect, it } from "vitest";
import { type JournalRecord, MAX_ROWS } from "../../../src/runs/journal/record.ts";
import { changesOf, replayJournal } from "../../../src/runs/journal/replay.ts";
import { AT, EVERY_TYPE, head, intent, result } from "./fixtures.ts";

const end: JournalRecord = {
  type: "end",
  at: AT,
  counts: { applied: 1, rejected: 0, skipped: 0, conflict: 0, unknown: 0, retryable: 0 },
  complete: true,
};
const resume: JournalRecord = { type: "resume", at: AT };

describe("replayJournal", () => {
  it.each([
    ["nothing", [], "untouched", false],
    ["an intent", [intent(1)], "sent", true],
    ["applied", [intent(1), result(1)], "applied", false],
    ["refused without an intent", [result(1, "conflict")], "conflict", false],
    ["unknown", [intent(1), result(1, "unknown")], "unknown", true],
    ["unknown, later decided", [intent(1), result(1, "unknown"), resume, result(1)], "applied", false],
    ["sent again", [intent(1), intent(1, { try: 2 })], "sent", true],
    ["failed, then sent again", [intent(1), result(1, "retryable"), intent(1)], "sent", true],
    ["failed, then applied", [intent(1), result(1, "retryable"), intent(1), result(1)], "applied", false],
  ] as const)("row 1 after %s", async (_, records, state, unknown) => {
    const folded = await replayJournal([head(), ...records]);
    expect(folded.of(1)).toBe(state);
    expect(folded.unknown.has(1)).toBe(unknown);
    const counted = Object.values(folded.counts).reduce((sum, count) => sum + count, 0);
    expect(counted).toBe(state === "untouched" ? 0 : 1);
    expect(folded.counts.unknown).toBe(unknown ? 1 : 0);
  });

  it("keeps the last intent of a row of unknown outcome", async () => {
    const folded = await replayJournal([head(), intent(1), intent(1, { try: 2, before: '{"a":1.10}' })]);
    expect([...folded.unknown.values()]).toEqual([intent(1, { try: 2, before: '{"a":1.10}' })]);
  });

  it("reports everything that a journal holds", async () => {
    const folded = await replayJournal(EVERY_TYPE);
    expect(folded.head).toEqual(EVERY_TYPE[0]);
    expect(folded.pause).toEqual(EVERY_TYPE[4]);
    expect(folded.end).toEqual(EVERY_TYPE[8]);
    expect(folded).toMatchObject({ resumes: 1, lastAt: AT, complete: false });
    expect(folded.counts).toEqual({
      applied: 1,
      rejected: 0,
      skipped: 0,
      conflict: 1,
      unknown: 1,
      retryable: 0,
    });
  });

  it.each([
    ["before the end", [], false],
    ["after it", [end], true],
    ["after it and a resume", [end, resume], false],
    ["after a second end", [end, resume, end], true],
    ["after an end with work left", [{ ...end, complete: false }], false],
  ] as const)("a run is complete %s: %s", async (_, records, complete) => {
    expect((await replayJournal([head(), ...records])).complete).toBe(complete);
  });

  it.each([1, 1000])(
    "refuses a row behind the last one, whatever memory it would take (rows: %i)",
    async (rows) => {
      await expect(replayJournal([head({ rows }), intent(rows + 1)])).rejects.toMatchObject({
        code: "journal_damaged",
        exitCode: 12,
      });
      await expect(replayJournal([head({ rows }), intent(MAX_ROWS)])).rejects.toMatchObject({
        code: "journal_damaged",
      });
      expect((await replayJournal([head({ rows }), intent(rows)])).of(rows)).toBe("sent");
    },
  );

  it("takes about a byte a row", async () => {
    const rows = 300_000;
    const folded = await replayJournal(manyRows(rows));
    expect(folded.counts.applied).toBe(rows);
    expect(folded.unknown.size).toBe(0);
    expect(folded.of(rows)).toBe("applied");
    expect(folded.of(rows + 1)).toBe("untouched");
  });
});

describe("changesOf", () => {
  it("pairs what was sent with its outcome", async () => {
    const records = [
      head(),
      intent(1),
      intent(2),
      result(3, "skipped"),
      result(2, "unknown"),
      result(1),
      resume,
      result(2),
      result(1, "retryable"),
    ];
    const pairs: string[] = [];
    for await (const { intent: sent, result: got } of changesOf(records)) {
      pairs.push(`${sent.row} ${got.row} ${got.outcome}`);
    }
    expect(pairs).toEqual(["2 2 unknown", "1 1 applied", "2 2 applied"]);
  });
});

function* manyRows(rows: number): Generator<JournalRecord> {
  yield head({ rows });
  for (let row = 1; row <= rows; row++) {
    yield intent(row);
    yield result(row);
  }
}
