/** The progress line of long commands: rows, counts, rate and time left. */
import { expect, it } from "vitest";
import { type ProgressFacts, progressText } from "../../src/terminal/progressText.ts";

const text = (facts: Partial<ProgressFacts>) => progressText({ label: "Applying", done: 0, ms: 0, ...facts });

it.each<[Partial<ProgressFacts>, string]>([
  [{ total: 1050 }, "Applying: 0 of 1050"],
  [{ done: 120, total: 1050, ms: 999 }, "Applying: 120 of 1050"],
  [
    { done: 120, total: 1050, ms: 3429, counts: { failed: 2 } },
    "Applying: 120 of 1050, 2 failed, 35/s, 27s left",
  ],
  [{ done: 120, total: 100_000, ms: 3400 }, "Applying: 120 of 100000, 35/s, 48m left"],
  [{ done: 3, total: 10, ms: 2000, counts: { failed: 0 } }, "Applying: 3 of 10, 1.5/s, 5s left"],
  [{ done: 10, total: 10, ms: 2000 }, "Applying: 10 of 10, 5.0/s"],
  [{ done: 100, total: 100_000, ms: 2000 }, "Applying: 100 of 100000, 50/s, 34m left"],
  [{ done: 10, total: 1_000_000, ms: 2000 }, "Applying: 10 of 1000000, 5.0/s, 55.6h left"],
  [{ label: "Reading deals", done: 4812, ms: 2000 }, "Reading deals: 4812, 2406/s"],
  [
    { label: "Reading deals", done: 40, ms: 1000, counts: { "to update": 7, blocked: 1 } },
    "Reading deals: 40, 7 to update, 1 blocked, 40/s",
  ],
])("%j → %s", (facts, expected) => {
  expect(text(facts)).toBe(expected);
});
