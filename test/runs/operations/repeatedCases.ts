/** Undo and resume that are repeated: without an ID nothing is undone twice, and a complete run stays as it is. */
import { ALL_APPLIED, type Case, REFUSED, UNDONE } from "./case.ts";
import type { Frontend, Reported, World } from "./frontends.ts";

const NO_CHANGE: Reported = {
  exit: 0,
  counts: "",
  blocked: 0,
  pending: 0,
  complete: true,
  stopped: undefined,
  rows: [],
  warnings: [],
};

/** The library has no summary line that could say why, so that it warns. */
function nothingToUndo(why: string): Readonly<Record<Frontend["name"], Reported>> {
  const warned = { ...NO_CHANGE, warnings: [why] };
  return { "command line": NO_CHANGE, library: warned, "agent server": warned };
}

const IS_UNDO = "run RUN is an undo of run RUN, and an undo is only undone by its ID";

function expectNames(...names: readonly string[]): (world: World) => void {
  return ({ server }) => {
    const found = names.map((_, at) => server.deal(`d${at + 1}`).deal_name);
    if (found.join() !== names.join()) throw new Error(`deals are named ${found.join()}`);
  };
}

const OLD = expectNames("Deal d1", "Deal d2", "Deal d3");
const NEW = expectNames("Renamed d1", "Renamed d2", "Renamed d3");

/** Names the deals again. */
async function anotherPlan({ home, server }: World): Promise<void> {
  const rows = ["d1", "d2", "d3"].map((id) => JSON.stringify({ id, deal_name: `Again ${id}` }));
  home.write("again.ndjson", `${rows.join("\n")}\n`);
  await home.run(["deals", "plan", "again.ndjson", "--out", "plan.jsonl", "--force"], server);
}

/** Agents undo by the digest of a preview, each preview once, and apply the plan of the case alone. */
const AGENTS = ["agent server"] as const;

export const REPEATED_CASES: readonly Case[] = [
  {
    name: "undo without an ID, repeated",
    except: AGENTS,
    steps: [
      { step: { do: "apply" }, reported: ALL_APPLIED },
      { step: { do: "undo" }, reported: UNDONE },
      { step: { do: "undo" }, reported: nothingToUndo(`${IS_UNDO}; no older run can be undone`) },
      {
        first: OLD,
        step: { do: "undo", dryRun: true },
        reported: {
          "command line": { ...NO_CHANGE },
          library: { exit: 0, changes: 0, blocked: 0, warnings: [`${IS_UNDO}; no older run can be undone`] },
        },
      },
    ],
  },
  {
    name: "an undo that is undone by its ID, and that undo by its own",
    except: AGENTS,
    steps: [
      { step: { do: "apply" }, reported: ALL_APPLIED },
      { step: { do: "undo" }, reported: UNDONE },
      { step: { do: "undo", run: "second" }, reported: UNDONE },
      { first: NEW, step: { do: "undo" }, reported: nothingToUndo(`${IS_UNDO}; to undo an older run`) },
      { step: { do: "undo", run: "third" }, reported: UNDONE },
      { first: OLD, step: { do: "undo", run: "first" }, reported: NO_CHANGE },
    ],
  },
  {
    name: "two runs: the newer one is undone, and the older one by its ID",
    except: AGENTS,
    steps: [
      { step: { do: "apply" }, reported: ALL_APPLIED },
      { first: anotherPlan, step: { do: "apply" }, reported: ALL_APPLIED },
      { step: { do: "undo" }, reported: UNDONE },
      { first: NEW, step: { do: "undo" }, reported: nothingToUndo(`${IS_UNDO}; to undo an older run`) },
      // Each deal has changed since, and is what the run left anyway.
      {
        first: NEW,
        step: { do: "undo", run: "first" },
        reported: {
          ...NO_CHANGE,
          exit: 3,
          blocked: 3,
          rows: ["- d1 blocked/changed_since", "- d2 blocked/changed_since", "- d3 blocked/changed_since"],
        },
      },
    ],
  },
  {
    name: "undo without an ID passes over a run that wrote nothing",
    except: AGENTS,
    options: { faults: (id) => (id === "d4" ? { PATCH: REFUSED } : {}) },
    steps: [
      { step: { do: "apply" }, reported: ALL_APPLIED },
      {
        first: async ({ home, server }) => {
          home.write("again.ndjson", '{"id":"d4","deal_name":"Never"}\n');
          await home.run(["deals", "plan", "again.ndjson", "--out", "plan.jsonl", "--force"], server);
        },
        step: { do: "apply" },
        reported: { ...NO_CHANGE, exit: 3, counts: "1 rejected", rows: ["1 d4 rejected/values_refused"] },
      },
      { step: { do: "undo" }, reported: UNDONE },
    ],
  },
  {
    name: "resume of a complete run",
    options: { faults: (id) => (id === "d2" ? { PATCH: [REFUSED] } : {}) },
    steps: [
      {
        step: { do: "apply" },
        reported: {
          ...ALL_APPLIED,
          exit: 3,
          counts: "1 rejected, 2 applied",
          rows: ["1 d1 applied", "2 d2 rejected/values_refused", "3 d3 applied"],
        },
      },
      { step: { do: "resume" }, reported: { ...NO_CHANGE, counts: "1 rejected, 2 applied" } },
      { step: { do: "resume", retry: "failed" }, reported: { ...ALL_APPLIED, rows: ["2 d2 applied"] } },
      { step: { do: "resume", retry: "all" }, reported: { ...NO_CHANGE, counts: "3 applied" } },
    ],
  },
];
