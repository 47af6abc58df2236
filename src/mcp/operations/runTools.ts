/** Tools that show runs of this machine. They send nothing. */
import { z } from "zod";
import { runLines } from "../../commands/runs/list.action.ts";
import { oneRun } from "../../commands/runs/show.action.ts";
import { show } from "../../commands/runs/show.ts";
import type { JsonObject } from "../../json.ts";
import { shownRunView } from "../../views/runDetails.ts";
import { runsView } from "../../views/runs.ts";
import type { Value } from "../../views/view.ts";
import { tool } from "../call.ts";
import { UNTRUSTED_NOTICE } from "../untrusted.ts";

export const listRunsTool = tool({
  name: "list_runs",
  title: "List runs",
  description: "Lists the runs of this machine, newest first, with operation, status and counts. Read-only.",
  input: z.strictObject({
    limit: z.int().min(1).max(1_000).default(20).describe("Maximum number of runs to return"),
  }),
  output: z.looseObject({
    notice: z.string(),
    runs: z.array(z.looseObject({ run: z.string(), status: z.string() })),
    more: z.boolean(),
  }),
  writes: false,
  run: async ({ session }, { limit }) => {
    const runs = await runLines(session.context);
    const shown = oneValue(runsView.value(runs.slice(0, limit)));
    return { value: { notice: UNTRUSTED_NOTICE, runs: shown, more: runs.length > limit } };
  },
});

export const runArgument = z
  .string()
  .min(1)
  .describe(show.arguments[0]?.summary ?? "");

export const showRunTool = tool({
  name: "show_run",
  title: "Show a run",
  description: "Shows one run: how many of its changes were applied, and which failed and why. Read-only.",
  input: z.strictObject({ run: runArgument.default("last") }),
  output: z.looseObject({
    notice: z.string(),
    run: z.looseObject({ run: z.string(), status: z.string() }),
  }),
  writes: false,
  run: async ({ session }, { run }) => ({
    value: {
      notice: UNTRUSTED_NOTICE,
      run: oneValue(shownRunView.value(await oneRun(session.context, run))),
    },
  }),
});

/** The value of a view that has one. */
export function oneValue(value: Value): JsonObject {
  if ("many" in value) throw new Error("the view is a stream");
  return value.one as JsonObject;
}
