import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecimalSum } from "../../../src/views/reports/decimalSum.ts";

function sumOf(...numbers: readonly string[]): string {
  const sum = new DecimalSum();
  for (const one of numbers) sum.add(one);
  return sum.toString();
}

describe("DecimalSum", () => {
  it.each([
    [["0.1", "0.2"], "0.30"],
    [["1234567.5", "0.005"], "1,234,567.505"],
    [["9007199254740993", "1"], "9,007,199,254,740,994"],
    [["-0.5", "0.25"], "-0.25"],
    [["1e3", "2.5E-3"], "1,000.0025"],
    [["100", "-100"], "0"],
    [[], "0"],
  ])("adds %j to %s", (numbers, expected) => {
    expect(sumOf(...numbers)).toBe(expected);
  });

  it.each(["", "abc", "1e400", "1e-400", "9".repeat(80), "0x10", "1,5"])(
    "refuses %j and keeps the sum",
    (text) => {
      const sum = new DecimalSum();
      sum.add("1.5");
      expect(sum.add(text)).toBe(false);
      expect(sum.toString()).toBe("1.50");
    },
  );

  it("subtracts what it added, whatever the order", () => {
    const number = fc
      .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.nat(18))
      .map(([units, scale]) => {
        const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, "0");
        const at = digits.length - scale;
        return `${units < 0n ? "-" : ""}${digits.slice(0, at)}${scale > 0 ? `.${digits.slice(at)}` : ""}`;
      });
    fc.assert(
      fc.property(fc.array(number, { maxLength: 20 }), (numbers) => {
        const sum = new DecimalSum();
        for (const one of numbers) expect(sum.add(one)).toBe(true);
        for (const one of [...numbers].sort()) expect(sum.add(one, -1)).toBe(true);
        expect(sum.toString()).toBe("0");
      }),
    );
  });
});
