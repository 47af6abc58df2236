import { describe, expect, it } from "vitest";
import { backoffDelay, decideRetry, httpDate, MAX_WAIT_MS, retryAfter } from "../../src/api/retry.ts";

const NOW = Date.parse("2026-06-01T12:00:00Z");

describe("Retry-After", () => {
  it.each([
    ["0", 0],
    ["7", 7_000],
    [" 7 ", 7_000],
    ["1.5", 1_500],
    ["1.25", 1_250],
    ["86400", 86_400_000],
    ["9".repeat(400), Number.POSITIVE_INFINITY],
    ["Mon, 01 Jun 2026 12:00:30 GMT", 30_000],
    ["Monday, 01-Jun-26 12:00:30 GMT", 30_000],
    ["Mon Jun  1 12:00:30 2026", 30_000],
    ["Mon, 01 Jun 2026 11:00:00 GMT", 0],
  ])("%s → %d ms", (header, ms) => {
    expect(retryAfter(header, NOW)).toBe(ms);
  });

  it.each([
    undefined,
    "",
    "-5",
    "Infinity",
    "NaN",
    "1e3",
    "0x10",
    "soon",
    "2026-06-01",
    "12:00:30",
    "Mon, 99 Foo 2026 12:00:00 GMT",
    "on Mon, 01 Jun 2026 12:00:30 GMT",
  ])("%j says nothing", (header) => {
    expect(retryAfter(header, NOW)).toBeUndefined();
  });
});

it("an HTTP date means GMT wherever this machine is", () => {
  expect(httpDate("Mon Jun  1 12:00:00 2026")).toBe(NOW);
});

describe("backing off", () => {
  it.each([
    [0, 0, 250],
    [0, 1, 500],
    [1, 0, 500],
    [1, 1, 1_000],
    [3, 0.5, 3_000],
    [10, 1, 20_000],
    [1_000_000, 1, 20_000],
  ])("try %d with chance %d → %d ms", (attempt, random, ms) => {
    expect(backoffDelay(attempt, random)).toBe(ms);
  });
});

describe("deciding on another try", () => {
  const at = { attempt: 0, retries: 3, asked: undefined, left: 120_000, random: 1 };
  it.each([
    ["at first", at, { again: true, ms: 500 }],
    ["as the server asked", { ...at, asked: 7_000 }, { again: true, ms: 7_000 }],
    ["at once, if it asked for that", { ...at, asked: 0 }, { again: true, ms: 0 }],
    ["just at the cap", { ...at, asked: MAX_WAIT_MS }, { again: true, ms: MAX_WAIT_MS }],
    ["not above the cap", { ...at, asked: MAX_WAIT_MS + 1 }, { again: false, asked: MAX_WAIT_MS + 1 }],
    [
      "not for ever",
      { ...at, asked: Number.POSITIVE_INFINITY },
      { again: false, asked: Number.POSITIVE_INFINITY },
    ],
    ["not more often than allowed", { ...at, attempt: 3 }, { again: false, asked: undefined }],
    ["not at all with no retries", { ...at, retries: 0 }, { again: false, asked: undefined }],
    ["not beyond the deadline", { ...at, left: 499 }, { again: false, asked: undefined }],
    [
      "not beyond the deadline for the server",
      { ...at, asked: 5_000, left: 4_999 },
      { again: false, asked: 5_000 },
    ],
  ])("%s", (_, given, decision) => {
    expect(decideRetry(given)).toEqual(decision);
  });
});
