/** Rows → what the error of a stopped run says of the writes. */
import { expect, it } from "vitest";
import { outcomeOfRun } from "../../src/runs/result.ts";

const NONE = { applied: 0, rejected: 0, skipped: 0, conflict: 0, unknown: 0, retryable: 0 };

it.each([
  ["nothing was reached", {}, "not_applied"],
  ["all that was sent was refused", { rejected: 2, retryable: 1 }, "not_applied"],
  ["one row is applied, others are not", { applied: 1, retryable: 9 }, "applied"],
  ["an outcome could not be learnt", { applied: 1, unknown: 1 }, "unknown"],
] as const)("%s", (_what, counts, outcome) => {
  expect(outcomeOfRun({ counts: { ...NONE, ...counts } })).toBe(outcome);
});
