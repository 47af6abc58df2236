import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnWidths, GAP, type Wish } from "../../src/terminal/columnWidths.ts";

const ID = { natural: 36, keep: true };

describe("columnWidths", () => {
  it.each<[string, readonly Wish[], number | undefined, readonly (number | undefined)[]]>([
    ["no limit", [ID, { natural: 500 }], undefined, [36, 500]],
    ["room enough", [ID, { natural: 20 }], 80, [36, 20]],
    ["the widest gives way", [ID, { natural: 100 }, { natural: 10 }], 80, [36, 30, 10]],
    ["equals share", [{ natural: 50 }, { natural: 50 }], 43, [21, 20]],
    ["a minimum holds", [{ natural: 50 }, { natural: 50, minimum: 30 }], 42, [10, 30]],
    ["then the last column goes", [{ natural: 50 }, { natural: 50 }, { natural: 50 }], 20, [9, 9, undefined]],
    ["what is kept is not cut", [ID, { natural: 50 }], 40, [36, undefined]],
    [
      "columns go in the order of `drop`",
      [ID, { natural: 20, drop: 2 }, { natural: 23, keep: true, drop: 1 }, { natural: 50 }],
      50,
      [36, undefined, undefined, 12],
    ],
    [
      "a kept one goes when it has a number, whole",
      [ID, { natural: 23, keep: true, drop: 1 }],
      50,
      [36, undefined],
    ],
    ["what is kept may be wider than the terminal", [ID, { natural: 30, keep: true }], 40, [36, 30]],
    ["one column", [{ natural: 36 }], 1, [1]],
    ["none", [], 80, []],
  ])("%s", (_, wishes, width, widths) => {
    expect(columnWidths(wishes, width)).toEqual(widths);
  });

  const wish: fc.Arbitrary<Wish> = fc.record({
    natural: fc.nat(200),
    minimum: fc.nat(20),
    keep: fc.boolean(),
    drop: fc.option(fc.nat(3), { nil: undefined }),
  });
  const wishes = fc.array(wish, { minLength: 1, maxLength: 12 });
  const width = fc.integer({ min: 1, max: 250 });

  it("never asks for more than the width, but for what has to be whole, and leaves no room unused while a column is cut", () => {
    fc.assert(
      fc.property(wishes, width, (wishes, width) => {
        const widths = columnWidths(wishes, width);
        const shown = widths.filter((one) => one !== undefined);
        const total = shown.reduce((sum, one) => sum + one, 0) + GAP * (shown.length - 1);
        const stays = wishes.filter(({ keep, drop }) => keep && drop === undefined);
        const least = stays.reduce((sum, { natural }) => sum + natural, 0) + GAP * (stays.length - 1);
        // Where every column may go, one is kept anyway.
        const only = stays.length === 0 ? Math.max(...wishes.map(({ natural }) => natural)) : 0;
        expect(total).toBeLessThanOrEqual(Math.max(width, least, only));
        const cut = widths.some((one, index) => one !== undefined && one < (wishes[index]?.natural ?? 0));
        if (cut) expect(total).toBe(width);
      }),
    );
  });

  it("cuts no column that is kept, and leaves none out that has no number", () => {
    fc.assert(
      fc.property(wishes, width, (wishes, width) => {
        const widths = columnWidths(wishes, width);
        expect(widths).toHaveLength(wishes.length);
        for (const [index, { keep, drop, natural }] of wishes.entries()) {
          if (keep && drop === undefined) expect(widths[index]).toBe(natural);
          if (keep && widths[index] !== undefined) expect(widths[index]).toBe(natural);
        }
      }),
    );
  });
});
