import { describe, expect, it } from "vitest";
import { LosslessNumber } from "../../../src/json.ts";
import { type FieldChange, MAX_REASON_ROWS, type ReportRow } from "../../../src/views/reports/model.ts";
import { headline, totals } from "../../../src/views/reports/overview.ts";
import { summarizeRows } from "../../../src/views/reports/summarizeRows.ts";
import { iterable, planReport, planRows, runReport } from "./samples.ts";

const number = (text: string): LosslessNumber => new LosslessNumber(text);

function change(...fields: readonly FieldChange[]): ReportRow {
  return { state: "planned", id: "deal-1", fields };
}

async function fieldOf(...changes: readonly Omit<FieldChange, "name">[]) {
  const rows = changes.map((one) => change({ name: "field", ...one }));
  return (await summarizeRows(iterable(rows))).fields[0];
}

describe("summarizeRows", () => {
  it("adds up numbers exactly, and counts what goes up and down", async () => {
    const field = await fieldOf(
      { before: number("0.1"), after: number("0.3") },
      { before: number("0.2"), after: number("0.15") },
      { before: null, after: number("9007199254740993") },
    );
    expect(field).toMatchObject({
      shape: "numbers",
      count: 3,
      filled: 1,
      before: "0.30",
      after: "9,007,199,254,740,993.45",
      difference: "9,007,199,254,740,993.15",
      raised: 2,
      lowered: 1,
    });
  });

  it("counts flows of few values, by size", async () => {
    const flow = (before: string, after: string, times: number) =>
      Array.from({ length: times }, () => ({ before, after }));
    const field = await fieldOf(
      ...flow("qualified", "won", 2),
      ...flow("proposal", "won", 5),
      ...flow("proposal", "lost", 3),
    );
    expect(field).toMatchObject({
      shape: "flows",
      flows: [
        { from: "proposal", to: "won", count: 5 },
        { from: "proposal", to: "lost", count: 3 },
        { from: "qualified", to: "won", count: 2 },
      ],
    });
  });

  it("takes names for text, and says what was filled, cleared and not read", async () => {
    const names = Array.from({ length: 50 }, (_, at) => ({ before: `name ${at}`, after: `name ${at} new` }));
    const field = await fieldOf(
      ...names,
      { before: "", after: "x" },
      { before: "x", after: null },
      { after: "y" },
    );
    expect(field).toMatchObject({ shape: "text", count: 53, filled: 1, cleared: 1, notRead: 1 });
  });

  it("takes a field with numbers and text for a choice", async () => {
    expect(await fieldOf({ before: number("12"), after: "13" })).toMatchObject({
      shape: "flows",
      flows: [{ from: "12", to: '"13"', count: 1 }],
    });
  });

  it("groups rows by reason, with the first of each and their positions", async () => {
    const rows = planRows(4000);
    const { reasons, states } = await summarizeRows(iterable(rows));
    expect(reasons.map(({ code }) => code)).toEqual([
      "changed_since_export",
      "deal_archived",
      "deal_not_found",
    ]);
    expect(reasons.reduce((sum, { count }) => sum + count, 0)).toBe(states.blocked + states.conflict);
    for (const { first, state } of reasons) {
      expect(first).toHaveLength(MAX_REASON_ROWS);
      for (const { at, id } of first) expect(rows[at - 1]).toMatchObject({ id, state });
    }
  });

  it("keeps a bound on fields and reasons, and counts the others", async () => {
    const rows = Array.from({ length: 500 }, (_, at): ReportRow[] => [
      change({ name: `field ${at}`, before: "a", after: "b" }),
      { state: "blocked", id: `deal-${at}`, fields: [], code: `code_${at}`, message: "x" },
    ]);
    const { fields, moreFields, reasons, states } = await summarizeRows(iterable(rows.flat()));
    expect(fields.length + moreFields).toBe(500);
    expect(fields.length).toBeLessThan(100);
    expect(reasons.length).toBeLessThan(100);
    expect(reasons.reduce((sum, { count }) => sum + count, 0)).toBe(states.blocked);
  });
});

describe("overview", () => {
  it.each([
    [0, "No changes"],
    [1, "Plan: 1 deal to update"],
    [2, "Plan: 2 deals to update"],
  ])("says what a plan of %i changes is", async (count, expected) => {
    expect(headline(await planReport(planRows(count)))).toBe(expected);
  });

  it("never says that there are no changes when all of them are blocked", async () => {
    const report = await planReport([{ state: "blocked", id: "deal-1", fields: [], code: "deal_archived" }]);
    expect(headline(report)).toBe("No changes can be applied");
    expect(totals(report)).toContainEqual({ label: "Blocked", count: 1, tone: "bad" });
  });

  it.each([
    [{ complete: true }, "Run completed: 1 of 2 changes applied"],
    [{ complete: false }, "Run incomplete: 1 of 2 changes applied"],
    [{ complete: false, stopped: "interrupted" }, "Run interrupted: 1 of 2 changes applied"],
    [{ complete: true, operation: "undo" }, "Undo completed: 1 of 2 changes applied"],
  ] as const)("says how a run ended: %j", async (facts, expected) => {
    const rows: readonly ReportRow[] = [
      { state: "applied", id: "deal-1", fields: [] },
      { state: "pending", id: "deal-2", fields: [] },
    ];
    expect(headline(await runReport(rows, facts))).toBe(expected);
  });
});
