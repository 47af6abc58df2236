import { describe, expect, it } from "vitest";
import { type Counts, ROW_OUTCOMES } from "../../src/runs/journal/record.ts";
import { exitOfRun, PRECEDENCE } from "../../src/runs/result.ts";

function counts(some: Partial<Counts>): Counts {
  return { ...(Object.fromEntries(ROW_OUTCOMES.map((one) => [one, 0])) as Counts), ...some };
}
const stop = (exitCode: number) => ({ exitCode });

describe("exitOfRun", () => {
  it.each([
    ["nothing to do", {}, 0, [], 0],
    ["all applied", { applied: 5 }, 0, [], 0],
    ["some were so already", { applied: 5, skipped: 2 }, 0, [], 0],
    ["refused by Routera", { applied: 5, rejected: 1 }, 0, [], 3],
    ["changed by others", { applied: 5, conflict: 1 }, 0, [], 3],
    ["could not be changed", { applied: 5 }, 1, [], 3],
    ["failed for a passing reason", { retryable: 1 }, 0, [], 8],
    ["not known", { unknown: 1 }, 0, [], 11],
    ["not known and refused", { unknown: 1, rejected: 4 }, 2, [], 11],
    ["failed and not known", { unknown: 1, retryable: 1, rejected: 1 }, 0, [], 8],
    ["a refused token over failed rows", { retryable: 3 }, 0, [4], 4],
    ["a redirect over failed rows", { retryable: 3 }, 0, [1], 1],
    ["a guard over a refused token", {}, 0, [4, 9], 9],
    ["the disk over a guard", {}, 0, [9, 12], 12],
    ["a reader that left over the disk", {}, 0, [12, 141], 141],
    ["Ctrl-C over everything", { retryable: 1, unknown: 1, rejected: 1 }, 1, [12, 9, 4, 130], 130],
    ["a plan that changed in the meantime", {}, 0, [2], 2],
    ["a plan that changed, rows refused", { rejected: 1 }, 0, [2], 3],
  ] as const)("%s", (_, some, blocked, stopReasons, exit) => {
    expect(exitOfRun({ counts: counts(some), blocked, stopReasons: stopReasons.map(stop) })).toBe(exit);
  });

  it("keeps the order of the contract", () => {
    const contract = [141, 12, 9, 4, 8, 11, 3];
    expect(PRECEDENCE.filter((code) => contract.includes(code))).toEqual(contract);
    expect(PRECEDENCE.slice(0, 2)).toEqual([130, 143]);
  });

  it("gives the first of any two that happened", () => {
    for (const [at, first] of PRECEDENCE.entries()) {
      for (const second of PRECEDENCE.slice(at)) {
        expect(exitOfRun({ counts: counts({}), blocked: 0, stopReasons: [stop(second), stop(first)] })).toBe(
          first,
        );
      }
    }
  });
});
