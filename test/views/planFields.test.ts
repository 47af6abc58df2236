/** What a plan of many deals comes to, on one screen. */
import { describe, expect, it } from "vitest";
import { LosslessNumber } from "../../src/json.ts";
import { countsText } from "../../src/views/plan/summary.ts";
import { planView, type ShownPlan, type ShownPlanSummary, type ShownStep } from "../../src/views/plan.ts";
import { sentence } from "../harness/text/cliText.ts";
import { renderFormat } from "./renderFormats.ts";

const NONE: ShownPlanSummary = {
  origin: "https://api.routera.io",
  changes: 0,
  fields: 0,
  previousUnknown: 0,
  unchanged: 0,
  blocked: 0,
  reasons: new Map(),
  typeChanges: new Map(),
  duplicateRows: 0,
  emptyRows: 0,
  purpose: "question",
};
const STAGES = ["new", "qualified", "proposal", "negotiation", "lost", "open", "paused"];
const amount = (text: string): LosslessNumber => new LosslessNumber(text);

type Changes = (at: number) => { readonly before?: object; readonly set: object };

function planOf(count: number, changes: Changes, more: Partial<ShownPlan> = {}): ShownPlan {
  const steps = async function* (): AsyncGenerator<ShownStep> {
    for (let at = 0; at < count; at++)
      yield { type: "change", row: at + 1, id: `deal-${at}`, ...changes(at) } as ShownStep;
  };
  const showAll = "routera plans show plan.jsonl";
  const summary = () => ({ ...NONE, changes: count, fields: count, showAll });
  return { steps: steps(), summary, wording: { words: sentence }, ...more };
}

const drawn = (plan: ShownPlan, width?: number) =>
  renderFormat(planView, plan, "table", width === undefined ? {} : { width });
const linesOf = (text: string, start: string) => text.split("\n").filter((line) => line.startsWith(start));
const tableOf = (text: string) => text.slice(text.indexOf("Field"));

const mixed: Changes = (at) => ({
  before: {
    deal_stage: STAGES[Math.floor(Math.sqrt(at)) % STAGES.length],
    amount: amount(`${at}.10`),
    deal_name: `Deal ${at}`,
  },
  set: { deal_stage: "won", amount: amount(`${at}.30`), deal_name: `Deal ${at} renewed` },
});

describe("a plan of many deals", () => {
  it.each([
    [20, 20, 0],
    [21, 10, 11],
    [1000, 10, 990],
  ])("of %i shows %i and counts the other %i", async (count, shown, others) => {
    const text = await drawn(planOf(count, mixed), 80);
    expect(linesOf(text, "deal-")).toHaveLength(shown);
    expect(linesOf(text, "…")).toEqual(
      others === 0 ? [] : [`… ${others} more deals; show all: routera plans show plan.jsonl`],
    );
  });

  it("shows all deals where it is asked to", async () => {
    const text = await drawn(planOf(1000, mixed, { limit: Number.POSITIVE_INFINITY }), 80);
    expect([linesOf(text, "deal-").length, linesOf(text, "…")]).toEqual([1000, []]);
  });

  it("adds up each field, and fits a screen of 80 columns and 24 lines from there on", async () => {
    const table = tableOf(await drawn(planOf(1000, mixed), 80));
    expect(table).toMatchInlineSnapshot(`
      "Field       Deals  Change
      deal_stage   1000  7 distinct changes
                    165    proposal → won
                    155    qualified → won
                    151    negotiation → won
                    145    new → won
                    136    paused → won
                    248    other changes
      amount       1000  1000 distinct changes
                           sum 499,600 → 499,800 (+200)
      deal_name    1000  1000 distinct changes, such as Deal 0 → Deal 0 renewed

      Plan: 1000 deals to update (1000 fields).
      "
    `);
    expect(table.split("\n").length).toBeLessThan(22);
    for (const line of table.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  it.each([5, 8, 15, 40, 200])(
    "still fits with %i fields, and counts those it does not show",
    async (most) => {
      const all = Array.from({ length: most }, (_, at) => `field_${at}`);
      const set = (at: number) => Object.fromEntries(all.map((name) => [name, STAGES[at % STAGES.length]]));
      const table = tableOf(
        await drawn(
          planOf(100, (at) => ({ before: {}, set: set(at) })),
          80,
        ),
      );
      expect(table.split("\n").length).toBeLessThan(22);
      const shown = linesOf(table, "field_").length;
      const more = Number(/(\d+) more field/.exec(table)?.[1] ?? 0);
      expect(shown + more).toBe(most);
    },
  );

  it("keeps every digit of a sum", async () => {
    const change: Changes = () => ({
      before: { amount: amount("0.1") },
      set: { amount: amount("9007199254740993.2") },
    });
    const table = tableOf(await drawn(planOf(3, change)));
    expect(table).toContain("sum 0.30 → 27,021,597,764,222,979.60 (+27,021,597,764,222,979.30)");
  });

  it("distinguishes null, an empty text and a text of the same words", async () => {
    const values = [null, "", "none", "(none)"];
    const table = tableOf(
      await drawn(planOf(8, (at) => ({ before: { a: values[at % 4] }, set: { a: "x" } }))),
    );
    expect(table).toContain("4 distinct changes");
    for (const text of ["(none) → x", "(empty) → x", "none → x"]) expect(table).toContain(`2    ${text}\n`);
  });

  it("shows text from outside safely, in columns of their width, and both sides of a long change", async () => {
    const evil = "\u001b[2J\u202e長い\n";
    const change: Changes = (at) => ({
      before: { [evil]: `${evil}${"長".repeat(50)}${at % 3}` },
      set: { [evil]: `end${"長".repeat(50)}` },
    });
    const table = tableOf(await drawn(planOf(30, change), 80));
    expect(table).not.toMatch(/(?!\n)\p{Cc}|\p{Cf}/u);
    const flows = linesOf(table, " ").filter((line) => line.includes("→"));
    expect(flows).toHaveLength(3);
    for (const line of flows) {
      expect(line).toMatch(/… → end.*…$/);
      expect(line.replace(/[^\x20-\x7e…→]/g, "xx").length).toBeLessThanOrEqual(80);
    }
  });

  it("counts in bounded memory: counts of very many changes are lower bounds and say so", async () => {
    const change: Changes = (at) => ({
      before: { a: at % 3 === 0 ? "often" : `value ${at}` },
      set: { a: "x" },
    });
    const table = tableOf(await drawn(planOf(40_000, change)));
    expect(table).toContain("more than 10000 distinct changes");
    const [, count] = /≥ (\d+) +often → x/.exec(table) ?? [];
    expect(Number(count)).toBeGreaterThan(12_000);
    expect(Number(count)).toBeLessThanOrEqual(13_334);
  });
});

describe("the counts of a plan", () => {
  const reasons = new Map([
    ["deal_archived", 1],
    ["deal_not_found", 1],
  ]);
  it.each<[Partial<ShownPlanSummary>, string]>([
    [
      { changes: 3, fields: 4, unchanged: 29, blocked: 2, reasons },
      "Plan: 3 deals to update (4 fields), 29 unchanged, 2 blocked (1 archived, 1 not found).",
    ],
    [{ changes: 1, fields: 1 }, "Plan: 1 deal to update (1 field)."],
    [
      { blocked: 2, unchanged: 1, reasons },
      "Plan: 0 deals to update, 1 unchanged, 2 blocked (1 archived, 1 not found).",
    ],
    [{ unchanged: 29 }, "No changes. All 29 deals already have these values."],
    [{ unchanged: 1 }, "No changes. The deal already has these values."],
    [{}, "No changes."],
    [{ kind: "undo", changes: 2, fields: 3 }, "Plan: 2 deals to restore (3 fields)."],
    [{ kind: "undo", unchanged: 2 }, "No changes. All 2 deals already have their previous values."],
  ])("%j", (summary, expected) => {
    expect(countsText({ ...NONE, ...summary })).toBe(expected);
  });
});
