/** Dry runs: what would change is counted, every refusal is the same, and nothing is written. */
import { ALL_APPLIED, type Case, UNDONE } from "./case.ts";
import type { Reported, World } from "./frontends.ts";

const WOULD_CHANGE: Reported = { exit: 0, changes: 3, blocked: 0, warnings: [] };

function expectNoWrite({ server }: World): void {
  if (server.log.some(({ method }) => method !== "GET")) throw new Error("a dry run wrote");
}

export const DRY_RUN_CASES: readonly Case[] = [
  {
    name: "a dry run of apply",
    steps: [
      { step: { do: "apply", dryRun: true }, reported: WOULD_CHANGE },
      { step: { do: "apply", dryRun: true, limit: 2 }, reported: { ...WOULD_CHANGE, changes: 2 } },
      { step: { do: "apply", dryRun: true, read: false }, reported: WOULD_CHANGE },
      {
        step: { do: "apply", dryRun: true, maxChanges: 2 },
        reported: { exit: 9, refused: "too_many_changes", warnings: [] },
      },
      {
        step: { do: "apply", dryRun: true, approve: `sha256:${"0".repeat(64)}` },
        reported: { exit: 6, refused: "plan_not_approved", warnings: [] },
      },
      {
        step: { do: "apply", dryRun: true, failures: "failed.ndjson" },
        reported: { exit: 2, refused: "dry_run_writes", warnings: [] },
      },
      // There is no run yet, and all rows are still there to be written.
      {
        first: expectNoWrite,
        step: { do: "undo" },
        reported: { exit: 5, refused: "run_not_found", warnings: [] },
      },
      { step: { do: "apply" }, reported: ALL_APPLIED },
    ],
  },
  {
    name: "a dry run of undo, with a deal that cannot be undone",
    steps: [
      { step: { do: "apply" }, reported: ALL_APPLIED },
      {
        step: { do: "undo", dryRun: true, maxChanges: 2 },
        reported: { exit: 9, refused: "too_many_changes", warnings: [] },
      },
      {
        step: { do: "undo", dryRun: true, failures: "back.ndjson" },
        reported: { exit: 2, refused: "dry_run_writes", warnings: [] },
      },
      {
        step: { do: "undo", approve: `sha256:${"0".repeat(64)}` },
        reported: { exit: 6, refused: "plan_not_approved", warnings: [] },
      },
      { step: { do: "undo", dryRun: true }, reported: WOULD_CHANGE },
      {
        first: ({ server }) => server.meddle("d2", { deal_name: "Another name" }),
        step: { do: "undo", dryRun: true },
        reported: { exit: 3, changes: 2, blocked: 1, warnings: [] },
      },
      {
        step: { do: "undo" },
        reported: {
          ...UNDONE,
          exit: 3,
          counts: "2 applied",
          blocked: 1,
          rows: ["- d1 applied", "- d2 blocked/changed_since", "- d3 applied"],
        },
      },
    ],
  },
];
