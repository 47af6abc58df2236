import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnWidths, GAP } from "../../src/terminal/table.ts";

const ID = { natural: 36, keep: true };

describe("columnWidths", () => {
  it.each([
    ["no limit", [ID, { natural: 500 }], undefined, [36, 500]],
    ["room enough", [ID, { natural: 20 }], 80, [36, 20]],
    ["the widest gives way", [ID, { natural: 100 }, { natural: 10 }], 80, [36, 30, 10]],
    ["equals share", [{ natural: 50 }, { natural: 50 }], 43, [21, 20]],
    ["a minimum holds", [{ natural: 50 }, { natural: 50, minimum: 30 }], 42, [10, 30]],
    ["in need, all give way", [ID, { natural: 50 }], 40, [19, 19]],
    ["then the last columns go", [ID, { natural: 50 }, { natural: 50 }], 10, [4, 4]],
    ["one column", [ID], 1, [1]],
    ["none", [], 80, []],
  ])("%s", (_, wishes, width, widths) => {
    expect(columnWidths(wishes, width)).toEqual(widths);
  });

  it("never asks for more than the width, and leaves no room unused while a column is cut", () => {
    const wish = fc.record({ natural: fc.nat(200), minimum: fc.nat(20), keep: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(wish, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 250 }),
        (wishes, width) => {
          const widths = columnWidths(wishes, width);
          const total = widths.reduce((sum, one) => sum + one, 0) + GAP * (widths.length - 1);
          expect(total).toBeLessThanOrEqual(width);
          const cut = widths.some((one, index) => one < (wishes[index]?.natural ?? 0));
          if (cut) expect(total).toBe(width);
        },
      ),
    );
  });
});
