import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Histogram } from "../../../src/views/reports/histogram.ts";

function binsOf(values: readonly number[], most = 20) {
  const histogram = new Histogram();
  for (const value of values) histogram.add(value);
  return histogram.bins(most);
}

describe("Histogram", () => {
  it("has no bins when there are no numbers", () => {
    expect(binsOf([])).toEqual([]);
    expect(binsOf([Number.NaN, Number.POSITIVE_INFINITY])).toEqual([]);
  });

  it("ends for the smallest and the largest numbers", () => {
    const extremes = [Number.MIN_VALUE, -Number.MIN_VALUE, Number.MAX_VALUE, 1e300, -1e300, 0, 1];
    expect(binsOf(extremes).reduce((sum, { count }) => sum + count, 0)).toBe(6);
  });

  it("counts every number in the bin that it belongs to, and zero is a border", () => {
    const number = fc
      .double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 })
      .map((value) => (Math.abs(value) < 1e-200 ? 0 : value));
    fc.assert(
      fc.property(fc.array(number, { minLength: 1 }), (values) => {
        const bins = binsOf(values);
        expect(bins.length).toBeLessThanOrEqual(20);
        for (const { count, from, to } of bins) {
          expect(values.filter((value) => value >= from && value < to)).toHaveLength(count);
          expect(from >= 0 || to <= 0).toBe(true);
        }
        expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
        expect(bins.slice(1).map(({ from }) => from)).toEqual(bins.slice(0, -1).map(({ to }) => to));
      }),
    );
  });
});
