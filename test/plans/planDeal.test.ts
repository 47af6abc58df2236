import { describe, expect, it } from "vitest";
import { planDeal, unreadDeal } from "../../src/plans/planDeal.ts";
import { deal } from "./scratch.ts";

const WANTED = { id: "a", fields: { deal_stage: "won" } };

describe("the name that a step carries along", () => {
  it.each<[string, unknown, string | undefined]>([
    ["the deal's", "Enterprise plan", "Enterprise plan"],
    ["all of 200 characters", "x".repeat(200), "x".repeat(200)],
    ["the beginning of a longer one", "x".repeat(201), "x".repeat(200)],
    ["no half character", `${"x".repeat(199)}😀`, `${"x".repeat(199)}\ufffd`],
    ["none for an empty one", "", undefined],
    ["none for one that is no text", null, undefined],
  ])("%s", (_what, deal_name, name) => {
    const [step] = planDeal(WANTED, deal("a", { deal_name: deal_name as string })) as readonly object[];
    expect(step).toHaveProperty("type", "change");
    expect((step as { name?: string }).name).toBe(name);
    expect(Object.hasOwn(step as object, "name")).toBe(name !== undefined);
  });
});

it("has no line where there was none, and no time where the deal shows none", () => {
  const [step] = planDeal(WANTED, { id: "a", deal_stage: "qualified" }) as readonly object[];
  expect(Object.keys(step ?? {})).toEqual(["type", "id", "before", "set"]);
  expect(unreadDeal({ ...WANTED, line: 7 })).toEqual([
    { type: "change", line: 7, id: "a", set: WANTED.fields },
  ]);
  expect(Object.keys((unreadDeal(WANTED) as readonly object[])[0] ?? {})).toEqual(["type", "id", "set"]);
});

it("a field that the deal does not show has an unknown previous value, also where null is wanted", () => {
  expect(planDeal({ id: "a", fields: { phone: null } }, { id: "a" })).toEqual([
    { type: "change", id: "a", before: {}, set: { phone: null }, previous_unknown: ["phone"] },
  ]);
});
