import { describe, expect, it } from "vitest";
import { parseDuration } from "../../src/config/durations.ts";
import { failureOf } from "./scratch.ts";

describe("parseDuration", () => {
  it.each([
    [30, 30_000],
    ["30", 30_000],
    ["30s", 30_000],
    ["500ms", 500],
    ["2m", 120_000],
    ["1.5h", 5_400_000],
    ["0.25", 250],
    ["0", 0],
  ])("reads %j as %d ms", (typed, ms) => {
    expect(parseDuration(typed)).toBe(ms);
  });

  it.each(["", " ", "-1", "30 s", "s", "1d", "1e3", "NaN", "Infinity", "1,5s", "٣s", "1s\n", "9".repeat(12)])(
    "refuses %j",
    async (typed) => {
      const failure = await failureOf(() => parseDuration(typed, "--timeout"));
      expect(failure).toMatchObject({ code: "bad_duration", exitCode: 2 });
      expect(failure.message).toContain("--timeout");
    },
  );

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY, 1e21])("refuses the number %d", (value) => {
    expect(() => parseDuration(value)).toThrow("must be a duration, got");
  });
});
