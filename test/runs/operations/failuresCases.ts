/** Operations with a file for the rows that fail. */
import { ALL_APPLIED, type Case, REFUSED, UNDONE } from "./case.ts";
import type { Reported } from "./frontends.ts";

const failed = (id: string, status: string, error: string): string =>
  JSON.stringify({
    id,
    fields: { deal_name: `Renamed ${id}` },
    _line: Number(id.slice(1)),
    _status: status,
    _error: error,
  });

const ONE_REFUSED: Reported = {
  ...ALL_APPLIED,
  exit: 3,
  counts: "1 rejected, 2 applied",
  rows: ["1 d1 applied", "2 d2 rejected/values_refused", "3 d3 applied"],
};

const REFUSED_LINE = failed("d2", "rejected", "values_refused: not today");

export const FAILURES_CASES: readonly Case[] = [
  {
    name: "a refused row goes to the failures file, again when the run is resumed",
    options: { faults: (id) => (id === "d2" ? { PATCH: REFUSED } : {}) },
    steps: [
      {
        step: { do: "apply", failures: "failed.ndjson" },
        reported: { ...ONE_REFUSED, failed: [REFUSED_LINE] },
      },
      {
        step: { do: "resume", retry: "failed", failures: "failed.ndjson" },
        reported: { exit: 2, refused: "file_exists", warnings: [], failed: [REFUSED_LINE] },
      },
      {
        step: { do: "resume", retry: "failed", failures: "failed.csv" },
        reported: {
          ...ONE_REFUSED,
          rows: ["2 d2 rejected/values_refused"],
          failed: ["id,deal_name,_line,_status,_error", "d2,Renamed d2,2,rejected,values_refused: not today"],
        },
      },
      {
        first: ({ server }) => server.heal(),
        step: { do: "resume", retry: "failed", failures: "failed.ndjson", overwrite: true },
        reported: { ...ALL_APPLIED, rows: ["2 d2 applied"], failed: [""] },
      },
    ],
  },
  {
    name: "a conflict that stops the run, and rows that were not reached",
    deals: 4,
    steps: [
      {
        first: ({ server }) => server.meddle("d1", { deal_name: "Another name" }),
        step: { do: "apply", maxErrors: 0, failures: "failed.ndjson" },
        reported: {
          exit: 9,
          counts: "1 conflict",
          blocked: 0,
          pending: 3,
          complete: false,
          stopped: "too_many_errors",
          rows: ["1 d1 conflict/changed_since_plan"],
          warnings: [],
          // Rows that were not reached are left for the resume.
          failed: [failed("d1", "conflict", "changed_since_plan: deal_name changed after the plan was made")],
        },
      },
    ],
  },
  {
    name: "a deal that cannot be undone goes to the failures file with its previous values",
    steps: [
      { step: { do: "apply" }, reported: ALL_APPLIED },
      {
        first: ({ server }) => server.meddle("d2", { deal_name: "Another name" }),
        step: { do: "undo", failures: "back.ndjson" },
        reported: {
          ...UNDONE,
          exit: 3,
          counts: "2 applied",
          blocked: 1,
          rows: ["- d1 applied", "- d2 blocked/changed_since", "- d3 applied"],
          failed: [
            JSON.stringify({
              id: "d2",
              fields: { deal_name: "Deal d2" },
              _line: null,
              _status: "blocked",
              _error: "changed_since: deal_name changed after the run",
            }),
          ],
        },
      },
    ],
  },
  {
    name: "names of failures files that would not be read again",
    steps: [
      {
        step: { do: "apply", failures: "failed.json" },
        reported: { exit: 2, refused: "bad_failures_file", warnings: [] },
      },
      { step: { do: "apply" }, reported: ALL_APPLIED },
      {
        step: { do: "undo", failures: "failed.json" },
        reported: { exit: 2, refused: "bad_failures_file", warnings: [] },
      },
      {
        step: { do: "resume", failures: "failed.json" },
        reported: { exit: 2, refused: "bad_failures_file", warnings: [] },
      },
    ],
  },
];
