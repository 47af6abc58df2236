import { describe, expect, it } from "vitest";
import { Fingerprints } from "../../src/rows/fingerprints.ts";

describe("Fingerprints", () => {
  it("knows every text that was added, however many", () => {
    const prints = new Fingerprints();
    const added = Array.from({ length: 50_000 }, (_, at) => `deal-${at}`);
    const twice = added.filter((text) => prints.add(text));
    expect(twice.length).toBeLessThan(5);
    expect(added.every((text) => prints.has(text))).toBe(true);
    expect(prints.size).toBe(added.length - twice.length);
  });

  it("says no to most others", () => {
    const prints = new Fingerprints();
    for (let at = 0; at < 10_000; at++) prints.add(`deal-${at}`);
    const taken = Array.from({ length: 10_000 }, (_, at) => `other-${at}`).filter((text) => prints.has(text));
    expect(taken.length).toBeLessThan(5);
  });

  it("takes the empty text for one", () => {
    const prints = new Fingerprints();
    expect([prints.has(""), prints.add(""), prints.add(""), prints.has("")]).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });
});
