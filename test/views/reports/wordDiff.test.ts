import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffWords, type Segment } from "../../../src/views/reports/wordDiff.ts";

function drawn(segments: readonly Segment[] | undefined): string | undefined {
  return segments?.map(({ changed, text }) => (changed ? `[${text}]` : text)).join("");
}

describe("diffWords", () => {
  it.each([
    ["Enterprise plan", "Enterprise plan 2027", "Enterprise plan", "Enterprise plan[ 2027]"],
    [
      "send the old form today",
      "send the new form today",
      "send the [old] form today",
      "send the [new] form today",
    ],
    ["one two three four", "one 2 3 four", "one [two three] four", "one [2 3] four"],
    ["plan A renewed", "plan B renewed", "plan [A] renewed", "plan [B] renewed"],
    ["call 🙂 back now", "call 🙃 back now", "call [🙂] back now", "call [🙃] back now"],
  ])("marks the words of %j → %j", (before, after, left, right) => {
    const diff = diffWords(before, after);
    expect([drawn(diff?.before), drawn(diff?.after)]).toEqual([left, right]);
  });

  it.each([
    ["qualified", "proposal"],
    ["qualified", "quality"],
    ["10", "100"],
    ["a b", "c d"],
    ["x".repeat(5000), "y".repeat(5000)],
  ])("marks no words when little is the same: %j", (before, after) => {
    expect(diffWords(before, after)).toBeUndefined();
  });

  it("keeps both texts, and the unmarked parts of both are the same", () => {
    const word = fc.oneof(
      fc.constantFrom("plan", "deal", " ", "\n", "🙂", "é", "-"),
      fc.string({ unit: "grapheme", maxLength: 4 }),
    );
    const text = fc.array(word, { maxLength: 30 }).map((words) => words.join(""));
    fc.assert(
      fc.property(text, text, text, text, (start, a, b, end) => {
        const [before, after] = [start + a + end, start + b + end];
        const diff = diffWords(before, after);
        if (diff === undefined) return;
        const all = (segments: readonly Segment[]): string => segments.map((one) => one.text).join("");
        const same = (segments: readonly Segment[]): string =>
          all(segments.filter(({ changed }) => !changed)).replace(/\s/g, "");
        expect([all(diff.before), all(diff.after)]).toEqual([before, after]);
        // A space between two changed words is marked with them, in one of the texts or in both.
        expect(same(diff.before)).toBe(same(diff.after));
      }),
    );
  });

  it("takes 1 MB values in less than a second", () => {
    const text = "word ".repeat(200_000);
    const start = performance.now();
    const diff = diffWords(`${text}old ${text}`, `${text}new ${text}`);
    expect(performance.now() - start).toBeLessThan(1000);
    expect(diff?.before.filter(({ changed }) => changed)).toEqual([{ text: "old", changed: true }]);
  });
});
