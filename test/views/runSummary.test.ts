/** How a run is reported to people: all counts in its first line, and what to type next in its last ones. */
import { describe, expect, it } from "vitest";
import { runSummaryView, type ShownRunSummary } from "../../src/views/run.ts";
import { renderFormat } from "./renderFormats.ts";

const RUN = "20261124-031502-7f3a";
const COUNTS = { applied: 0, skipped: 0, conflict: 0, rejected: 0, retryable: 0, unknown: 0 };

function summaryOf(counts: object, more: Partial<ShownRunSummary> = {}): ShownRunSummary {
  return {
    run: RUN,
    kind: "apply",
    profile: "default",
    origin: "https://api.routera.io",
    planDigest: "sha256:0",
    rows: 1050,
    counts: { ...COUNTS, ...counts },
    blocked: 0,
    failed: 0,
    pending: 0,
    complete: true,
    failures: [],
    failureCount: 0,
    storedDifferently: 0,
    next: [],
    ...more,
  };
}

const drawn = (summary: ShownRunSummary, width?: number) =>
  renderFormat(runSummaryView, summary, "table", width === undefined ? {} : { width });
const titleOf = async (summary: ShownRunSummary) => (await drawn(summary)).split("\n")[0];

describe("the summary of a run", () => {
  it.each<[string, ShownRunSummary]>([
    [`Run ${RUN} completed: 1050 of 1050 changes applied`, summaryOf({ applied: 1050 })],
    [
      `Run ${RUN} completed: 1049 of 1050 changes applied (1 conflict), 1 deal blocked`,
      summaryOf({ applied: 1049, conflict: 1 }, { blocked: 1 }),
    ],
    [
      `Run ${RUN} completed: 1 of 6 changes applied (1 skipped, 2 rejected, 1 retryable, 1 unknown outcome)`,
      summaryOf({ applied: 1, skipped: 1, rejected: 2, retryable: 1, unknown: 1 }, { rows: 6, pending: 1 }),
    ],
    [
      `Run ${RUN} incomplete: 200 of 1050 changes applied, 850 pending`,
      summaryOf({ applied: 200 }, { pending: 850, complete: false, stopped: "limit" }),
    ],
    [
      `Run ${RUN} interrupted: 200 of 1050 changes applied, 850 pending`,
      summaryOf({ applied: 200 }, { pending: 850, complete: false, stopped: "interrupted" }),
    ],
    [
      `Run ${RUN} stopped (too_many_errors): 1 of 1050 changes applied (3 rejected), 1046 pending`,
      summaryOf({ applied: 1, rejected: 3 }, { pending: 1046, complete: false, stopped: "too_many_errors" }),
    ],
    [
      `Run ${RUN} (undo of 20261123-1, shard 1/2) completed: 1 of 1 change applied`,
      summaryOf({ applied: 1 }, { rows: 1, kind: "undo", undoOf: "20261123-1", shard: "1/2" }),
    ],
    ["No changes. All 29 deals already have these values.", summaryOf({}, { run: undefined, unchanged: 29 })],
    [
      "No changes can be applied: 2 deals blocked",
      summaryOf({}, { run: undefined, blocked: 2, unchanged: 29 }),
    ],
  ])("begins with %s", async (expected, summary) => {
    expect(await titleOf(summary)).toBe(expected);
  });

  it("has counts, failed rows and commands, in this order; no ID and no command is cut", async () => {
    const summary = summaryOf(
      { applied: 1047, conflict: 1, skipped: 1 },
      {
        blocked: 1,
        failed: 2,
        storedDifferently: 1,
        failureCount: 12,
        failures: [
          {
            row: 7,
            line: 8,
            id: "550e8400-e29b-41d4-a716-446655440007",
            outcome: "conflict",
            code: "changed_since_plan",
            message: "deal_stage was changed to lost by somebody else\u001b[2J",
          },
        ],
        next: [
          { does: "Retry", line: `routera runs resume ${RUN} --retry failed --profile production` },
          { does: "Undo", line: `routera runs undo ${RUN} --profile production` },
        ],
      },
    );
    expect(await drawn(summary, 60)).toMatchInlineSnapshot(`
      "Run 20261124-031502-7f3a completed: 1047 of 1050 changes applied (1 skipped, 1 conflict), 1 deal blocked
      Applied:                1047
      Skipped (already set):  1
      Conflicts:              1
      Blocked:                1
      Stored differently:     1

      Line  ID                                    Outcome
         8  550e8400-e29b-41d4-a716-446655440007  conflict
        deal_stage was changed to lost by somebody else\\x1b[2J
        (changed_since_plan)
      … 11 more

      Retry: routera runs resume 20261124-031502-7f3a --retry failed --profile production
      Undo:  routera runs undo 20261124-031502-7f3a --profile production
      "
    `);
  });
});
