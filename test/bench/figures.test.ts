import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { type Bench, DOCUMENTS, withFigures } from "./figures.mjs";

const read = (file: string) => readFileSync(resolve(import.meta.dirname, "../..", file), "utf8");
const bench = JSON.parse(read("bench.json")) as Bench;

describe("bench.json", () => {
  it("has the members that are documented, and each measurement once", () => {
    const { measurements, ...head } = bench;
    const documented = [...read(".github/BENCHMARKS.md").matchAll(/^\| (`\w+`(?:, `\w+`)*) \|/gm)].flatMap(
      ([, names = ""]) => names.replaceAll("`", "").split(", "),
    );
    const members = new Set([...Object.keys(bench), ...measurements.flatMap((one) => Object.keys(one))]);
    expect([...members].sort()).toEqual([...new Set(documented)].sort());
    expect(head.version).toBe(1);
    const names = measurements.map(({ name, part, to }) => `${part}: ${name}, ${to}`);
    expect(names).toEqual([...new Set(names)]);
  });

  it("has numbers that can be, and no path", () => {
    for (const { ratio, rounds, spread, to, value } of bench.measurements) {
      expect(value).toBeGreaterThan(0);
      expect(rounds).toBeGreaterThan(0);
      expect(spread).toBeGreaterThanOrEqual(0);
      expect(ratio === undefined).toBe(to === undefined);
      if (ratio !== undefined) expect(ratio).toBeGreaterThan(0);
    }
    expect(read("bench.json")).not.toMatch(/\/(?:home|root|tmp|work|Users)\//);
  });
});

describe.each(DOCUMENTS)("%s", (document) => {
  const text = read(document);

  it("has the figures of bench.json", () => {
    expect(withFigures(document, text, bench)).toBe(text);
  });

  it("would have others, had others been measured", () => {
    const measurements = bench.measurements.map((one) => ({ ...one, ratio: 77.7, value: 777 }));
    const other = withFigures(document, text, { ...bench, measurements });
    expect(other).toContain("77.7");
    expect(other).toContain("777 MiB");
    expect(other.split("\n")).toHaveLength(text.split("\n").length);
    expect(withFigures(document, other, bench)).toBe(text);
  });
});
