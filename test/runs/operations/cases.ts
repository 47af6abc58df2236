/** One table of operations, for every face: what is asked, and the result of each step. */
import { crc32 } from "node:zlib";
import { reset } from "../../api/scriptedServer.ts";
import { applied } from "../../harness/dealServer.ts";
import type { HostileServerOptions } from "../../hostile/hostileServer.ts";
import { ALL_APPLIED, type Case, REFUSED, UNDONE } from "./case.ts";
import type { Reported } from "./frontends.ts";
import { holdPlan, holdRun } from "./locks.ts";

/** The answer to the write of d1 is lost, and readings behind it fail until the server is healed. */
const UNKNOWN: HostileServerOptions = {
  faults: (id) => (id === "d1" ? { PATCH: [applied(reset)], GET: reset } : {}),
};

const ONE_UNKNOWN: Reported = {
  exit: 11,
  counts: "1 unknown, 2 applied",
  blocked: 0,
  pending: 1,
  complete: false,
  stopped: undefined,
  rows: ["1 d1 unknown/outcome_unknown", "2 d2 applied", "3 d3 applied"],
  warnings: [],
};

const ONE_OF_THREE: Reported = {
  ...ALL_APPLIED,
  counts: "1 applied",
  pending: 2,
  complete: false,
  stopped: "limit",
  rows: ["1 d1 applied"],
};

export const CASES: readonly Case[] = [
  {
    name: "apply and undo",
    steps: [
      { step: { do: "apply" }, reported: ALL_APPLIED },
      { step: { do: "undo" }, reported: UNDONE },
    ],
  },
  {
    name: "a change by another user, a refusal, and a deal that has the values",
    deals: 4,
    options: { faults: (id) => (id === "d2" ? { PATCH: [REFUSED] } : {}) },
    steps: [
      {
        first: ({ server }) => {
          server.meddle("d3", { deal_name: "Another name" });
          server.meddle("d4", { deal_name: "Renamed d4" });
        },
        step: { do: "apply" },
        reported: {
          exit: 3,
          counts: "1 applied, 1 conflict, 1 rejected, 1 skipped",
          blocked: 0,
          pending: 0,
          complete: true,
          stopped: undefined,
          rows: [
            "1 d1 applied",
            "2 d2 rejected/values_refused",
            "3 d3 conflict/changed_since_plan",
            "4 d4 skipped/already_set",
          ],
          warnings: [],
        },
      },
      {
        first: ({ server }) => server.meddle("d3", { deal_name: "Deal d3" }),
        step: { do: "resume", retry: "failed" },
        reported: {
          ...ALL_APPLIED,
          counts: "1 skipped, 3 applied",
          rows: ["2 d2 applied", "3 d3 applied"],
        },
      },
    ],
  },
  {
    name: "a plan that was not approved",
    steps: [
      {
        step: { do: "apply", approve: `sha256:${"0".repeat(64)}` },
        reported: { exit: 6, refused: "plan_not_approved", warnings: [] },
      },
    ],
  },
  {
    name: "more changes than allowed, and as many as a limit lets through",
    steps: [
      {
        step: { do: "apply", maxChanges: 2 },
        reported: { exit: 9, refused: "too_many_changes", warnings: [] },
      },
      {
        step: { do: "apply", maxChanges: 2, limit: 2 },
        reported: {
          ...ALL_APPLIED,
          counts: "2 applied",
          pending: 1,
          complete: false,
          stopped: "limit",
          rows: ["1 d1 applied", "2 d2 applied"],
        },
      },
      { step: { do: "resume" }, reported: { ...ALL_APPLIED, rows: ["3 d3 applied"] } },
    ],
  },
  {
    name: "too many errors",
    options: { faults: () => ({ PATCH: REFUSED }) },
    steps: [
      {
        step: { do: "apply", maxErrors: 0 },
        reported: {
          exit: 9,
          counts: "1 rejected",
          blocked: 0,
          pending: 2,
          complete: false,
          stopped: "too_many_errors",
          rows: ["1 d1 rejected/values_refused"],
          warnings: [],
        },
      },
    ],
  },
  {
    name: "deals that are not read first",
    steps: [
      {
        step: { do: "apply", read: false },
        reported: {
          ...ALL_APPLIED,
          warnings: ["deals are not read first: no conflict detection and no undo"],
        },
      },
    ],
  },
  {
    name: "a row of unknown outcome keeps its line when the run is resumed",
    options: UNKNOWN,
    steps: [
      { step: { do: "apply" }, reported: ONE_UNKNOWN },
      {
        first: ({ server }) => server.heal(),
        step: { do: "resume" },
        reported: { ...ALL_APPLIED, rows: ["1 d1 applied"] },
      },
    ],
  },
  {
    name: "a row of unknown outcome stays when the run is undone",
    options: UNKNOWN,
    steps: [
      { step: { do: "apply" }, reported: ONE_UNKNOWN },
      {
        first: ({ server }) => server.heal(),
        step: { do: "undo" },
        reported: {
          ...UNDONE,
          counts: "2 applied",
          rows: ["- d2 applied", "- d3 applied"],
          warnings: [
            "1 row of run RUN with an unknown outcome cannot be undone; to find the outcome, resume the run",
          ],
        },
      },
    ],
  },
  {
    name: "a run that was undone",
    steps: [
      {
        step: { do: "apply", limit: 2 },
        reported: {
          ...ALL_APPLIED,
          counts: "2 applied",
          pending: 1,
          complete: false,
          stopped: "limit",
          rows: ["1 d1 applied", "2 d2 applied"],
        },
      },
      {
        step: { do: "undo" },
        reported: { ...UNDONE, counts: "2 applied", rows: ["- d1 applied", "- d2 applied"] },
      },
      {
        step: { do: "resume", run: "first" },
        reported: {
          ...ALL_APPLIED,
          rows: ["3 d3 applied"],
          warnings: ["run RUN was undone by RUN: undone changes are not applied again, only pending ones"],
        },
      },
    ],
  },
  {
    name: "a run that began with another token",
    steps: [
      { step: { do: "apply", limit: 1 }, reported: ONE_OF_THREE },
      {
        step: { do: "resume", token: "another.token" },
        reported: {
          ...ALL_APPLIED,
          rows: ["2 d2 applied", "3 d3 applied"],
          warnings: ["run RUN was started with a different token; check that it is for the same account"],
        },
      },
    ],
  },
  {
    name: "a run that began with another token, where no one said that it is the same account",
    steps: [
      { step: { do: "apply", limit: 1 }, reported: ONE_OF_THREE },
      {
        step: { do: "resume", token: "another.token", allowDifferentToken: false },
        // No one reads a warning in a program, so the library refuses.
        reported: {
          library: { exit: 6, refused: "run_token_mismatch", warnings: [] },
          "command line": {
            ...ALL_APPLIED,
            rows: ["2 d2 applied", "3 d3 applied"],
            warnings: ["run RUN was started with a different token; check that it is for the same account"],
          },
        },
      },
    ],
  },
  {
    name: "no run at all",
    steps: [
      { step: { do: "resume" }, reported: { exit: 5, refused: "run_not_found", warnings: [] } },
      { step: { do: "undo" }, reported: { exit: 5, refused: "run_not_found", warnings: [] } },
    ],
  },
  {
    name: "the parts of a plan, one after the other",
    deals: 6,
    steps: [1, 2].map((part) => {
      const rows = ["d1", "d2", "d3", "d4", "d5", "d6"].flatMap((id, at) =>
        (crc32(id) % 2) + 1 === part ? [`${at + 1} ${id} applied`] : [],
      );
      const counts = `${rows.length} applied`;
      return {
        step: { do: "apply", shard: `${part}/2` } as const,
        reported: { ...ALL_APPLIED, counts, rows },
      };
    }),
  },
  {
    name: "a plan for another target",
    except: ["agent server"],
    steps: [
      {
        first: async ({ home }) => {
          const words = ["deals", "plan", "rows.ndjson", "--out", "plan.jsonl", "--force"];
          await home.run(["--profile", "sandbox", ...words]);
        },
        step: { do: "apply" },
        reported: { exit: 6, refused: "plan_target_mismatch", warnings: [] },
      },
    ],
  },
  {
    name: "a plan that another run applies",
    steps: [
      {
        first: holdPlan,
        step: { do: "apply" },
        reported: { exit: 12, refused: "plan_in_use", warnings: [] },
      },
    ],
  },
  {
    name: "a run that is running",
    steps: [
      { step: { do: "apply" }, reported: ALL_APPLIED },
      {
        first: holdRun,
        step: { do: "resume" },
        reported: { exit: 12, refused: "run_locked", warnings: [] },
      },
      { step: { do: "undo" }, reported: { exit: 12, refused: "run_locked", warnings: [] } },
    ],
  },
];
