import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inverse } from "../../src/plans/inverse.ts";
import type { Change } from "../../src/plans/plan.ts";
import { changes } from "./arbitrary.ts";

const CHANGE: Change = {
  type: "change",
  row: 7,
  line: 9,
  id: "a",
  name: "Deal a",
  before: { x: "old", y: null },
  updated_at: "2026-05-28T12:00:00.000Z",
  set: { x: "new", y: "1", z: "2" },
  previous_unknown: ["z"],
};

describe("inverse", () => {
  it("of its inverse is the change", () => {
    fc.assert(
      fc.property(changes, (change) => {
        fc.pre(change.before !== undefined && change.previous_unknown === undefined);
        const { type, ...rest } = change;
        const numbered: Change = { type, row: 1, ...rest };
        const back = inverse(numbered);
        expect(back && inverse(back, undefined, change.updated_at)).toEqual(numbered);
      }),
    );
  });

  it("swaps what was and what is, without fields of unknown previous value", () => {
    expect(inverse(CHANGE, undefined, "2026-06-01T00:00:00.000Z")).toEqual({
      type: "change",
      row: 7,
      line: 9,
      id: "a",
      name: "Deal a",
      before: { x: "new", y: "1" },
      updated_at: "2026-06-01T00:00:00.000Z",
      set: { x: "old", y: null },
    });
  });

  it("starts from what Routera stored, where that is something else", () => {
    expect(inverse(CHANGE, { x: "NEW", other: "1" })?.before).toEqual({ x: "NEW", y: "1" });
  });

  it("does not carry over the time of the state before", () => {
    expect(inverse(CHANGE)).not.toHaveProperty("updated_at");
  });

  it.each([
    ["was not read", { type: "change", row: 1, id: "a", set: { x: "1" } }],
    [
      "no previous value known",
      { type: "change", row: 1, id: "a", before: {}, set: { x: "1" }, previous_unknown: ["x"] },
    ],
  ] as const)("is none for a change that %s", (_, change) => {
    expect(inverse(change)).toBeUndefined();
  });
});
