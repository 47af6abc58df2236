import { describe, expect, it } from "vitest";
import { earliestWriteTime, inferWriteOutcome } from "../../src/api/reconcile.ts";
import type { Deal } from "../../src/deals/deal.ts";
import { type JsonObject, LosslessNumber } from "../../src/json.ts";

const OLD = "2026-05-28T12:00:00.000Z";
const NEW = "2026-06-01T12:00:01.000Z";
const LEFT = Date.parse("2026-06-01T12:00:00.000Z");
const n = (digits: string) => new LosslessNumber(digits);
const deal = (rest: JsonObject): Deal => ({ id: "a", updated_at: OLD, archived: false, ...rest });

describe("the verdict on a write", () => {
  it.each<[string, JsonObject, Deal, Deal | undefined, number | undefined, string]>([
    [
      "every value echoes",
      { deal_name: "B" },
      deal({ deal_name: "B", updated_at: NEW }),
      undefined,
      undefined,
      "applied",
    ],
    [
      "it was so before",
      { deal_name: "B" },
      deal({ deal_name: "B" }),
      deal({ deal_name: "B" }),
      LEFT,
      "applied",
    ],
    ["null, and the field is not shown", { phone: null }, deal({}), undefined, LEFT, "applied"],
    [
      "5000 for the text 5000",
      { amount: "5000" },
      deal({ amount: n("5000") }),
      undefined,
      undefined,
      "applied",
    ],
    [
      "5000.0 for the text 5000",
      { amount: "5000" },
      deal({ amount: n("5000.0") }),
      undefined,
      undefined,
      "applied",
    ],
    ["true for the text true", { vip: "true" }, deal({ vip: true }), undefined, undefined, "applied"],
    [
      "the text for a number",
      { amount: n("1.50") },
      deal({ amount: "1.5" }),
      undefined,
      undefined,
      "applied",
    ],
    [
      "a number for a text that is none",
      { amount: "5 000" },
      deal({ amount: n("5000"), updated_at: NEW }),
      undefined,
      LEFT,
      "conflict",
    ],
    [
      "0 for an empty text",
      { amount: "" },
      deal({ amount: n("0"), updated_at: NEW }),
      undefined,
      LEFT,
      "conflict",
    ],
    [
      "another number",
      { amount: n("5") },
      deal({ amount: n("7"), updated_at: NEW }),
      undefined,
      LEFT,
      "conflict",
    ],
    [
      "another text for a number",
      { amount: n("5") },
      deal({ amount: "7", updated_at: NEW }),
      undefined,
      LEFT,
      "conflict",
    ],
    [
      "the other boolean for a text",
      { vip: "true" },
      deal({ vip: false, updated_at: NEW }),
      undefined,
      LEFT,
      "conflict",
    ],
    [
      "the text of the other boolean",
      { vip: true },
      deal({ vip: "false", updated_at: NEW }),
      undefined,
      LEFT,
      "conflict",
    ],
    ["1.25 for its text", { amount: "1.25" }, deal({ amount: n("1.250") }), undefined, undefined, "applied"],
    [
      "1e+10 for its text",
      { amount: "1e+10" },
      deal({ amount: n("10000000000") }),
      undefined,
      undefined,
      "applied",
    ],
    [
      "1e10 for its text",
      { amount: "1e10" },
      deal({ amount: n("10000000000") }),
      undefined,
      undefined,
      "applied",
    ],
    [
      "7 for a text with a zero in front",
      { code: "007" },
      deal({ code: n("7"), updated_at: NEW }),
      undefined,
      LEFT,
      "conflict",
    ],
    [
      "one of two fields is as before, the other is not",
      { deal_name: "B", x: "1" },
      deal({ deal_name: "A", x: "3" }),
      deal({ deal_name: "A", x: "2" }),
      LEFT,
      "conflict",
    ],
    [
      "nothing changed since before",
      { deal_name: "B" },
      deal({ deal_name: "A" }),
      deal({ deal_name: "A" }),
      undefined,
      "unapplied",
    ],
    [
      "one of two echoes, nothing changed",
      { deal_name: "B", x: "1" },
      deal({ deal_name: "A", x: "1" }),
      deal({ deal_name: "A", x: "1" }),
      undefined,
      "unapplied",
    ],
    ["both readings do not show the field", { phone: "1" }, deal({}), deal({}), undefined, "unapplied"],
    [
      "only one reading shows the field",
      { phone: "1" },
      deal({ phone: "2" }),
      deal({}),
      undefined,
      "conflict",
    ],
    [
      "the time changed",
      { deal_name: "B" },
      deal({ deal_name: "A", updated_at: NEW }),
      deal({ deal_name: "A" }),
      undefined,
      "conflict",
    ],
    [
      "the value changed within the same time",
      { deal_name: "B" },
      deal({ deal_name: "C" }),
      deal({ deal_name: "A" }),
      undefined,
      "conflict",
    ],
    [
      "no time in either reading",
      { deal_name: "B" },
      { id: "a", deal_name: "A" },
      { id: "a", deal_name: "A" },
      LEFT,
      "conflict",
    ],
    [
      "no before, older than the write",
      { deal_name: "B" },
      deal({ deal_name: "A" }),
      undefined,
      LEFT,
      "unapplied",
    ],
    [
      "no before, newer than the write",
      { deal_name: "B" },
      deal({ deal_name: "A", updated_at: NEW }),
      undefined,
      LEFT,
      "conflict",
    ],
    ["no before, no clock", { deal_name: "B" }, deal({ deal_name: "A" }), undefined, undefined, "conflict"],
    [
      "no before, changed at the very moment",
      { deal_name: "B" },
      deal({ deal_name: "A", updated_at: new Date(LEFT).toISOString() }),
      undefined,
      LEFT,
      "conflict",
    ],
    [
      "no before, a time without fractions",
      { deal_name: "B" },
      deal({ deal_name: "A", updated_at: "2026-05-28T12:00:00Z" }),
      undefined,
      LEFT,
      "unapplied",
    ],
    [
      "no before, a time of another zone",
      { deal_name: "B" },
      deal({ deal_name: "A", updated_at: "2026-06-01T13:59:59+02:00" }),
      undefined,
      LEFT,
      "unapplied",
    ],
    [
      "no before, a time of another zone, too late",
      { deal_name: "B" },
      deal({ deal_name: "A", updated_at: "2026-06-01T12:00:01-00:30" }),
      undefined,
      LEFT,
      "conflict",
    ],
    [
      "no before, a time without a zone",
      { deal_name: "B" },
      deal({ deal_name: "A", updated_at: "2026-05-28T12:00:00" }),
      undefined,
      LEFT,
      "conflict",
    ],
    [
      "no before, a time that is none",
      { deal_name: "B" },
      deal({ deal_name: "A", updated_at: n("1") }),
      undefined,
      LEFT,
      "conflict",
    ],
    [
      "archived before the write left",
      { deal_name: "B" },
      deal({ deal_name: "A", updated_at: NEW, archived: OLD }),
      undefined,
      LEFT,
      "unapplied",
    ],
    [
      "archived since",
      { deal_name: "B" },
      deal({ deal_name: "A", updated_at: NEW, archived: NEW }),
      undefined,
      LEFT,
      "conflict",
    ],
  ])("%s", (_, set, after, before, leftAt, verdict) => {
    expect(inferWriteOutcome({ set, after, before, leftAt })).toBe(verdict);
  });

  it("a field named __proto__ decides nothing by accident", () => {
    const set = JSON.parse('{"__proto__":"x"}') as JsonObject;
    expect(inferWriteOutcome({ set, after: deal({ updated_at: NEW }), leftAt: LEFT })).toBe("conflict");
  });
});

describe("the moment a write left, on the server's clock", () => {
  it.each([
    [LEFT, 5_000, LEFT - 7_000],
    [undefined, 5_000, undefined],
    [LEFT, undefined, undefined],
  ])("Date %s, %s ms ago → %s", (date, ago, moment) => {
    expect(earliestWriteTime(date, ago)).toBe(moment);
  });
});
