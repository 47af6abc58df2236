/** `routera runs show [run]`: what it takes. */
import { command } from "../../cli/command.ts";
import { list, text } from "../../cli/flag.ts";
import { usage } from "../../failure.ts";
import { option, say, words } from "../../hint.ts";
import { reportFlags, reportRequest } from "../reports/flags.ts";
import { runOperand } from "./runOperand.ts";
import type { Input } from "./show.action.ts";

export const show = command({
  name: "show",
  summary: "Show a run, or the shards of a plan",
  description:
    "Shows the operation, counts, pauses and failed rows of a run, and damage to its journal.\n" +
    "With --plan, adds up the runs on this machine that applied shards of that plan.\n" +
    "With --from, adds up runs that were copied from other machines instead, and exits like apply: 0 if every\n" +
    "shard is complete, 3 for failed rows, 5 for a missing shard, 8 for pending rows, 12 for a damaged journal.",
  arguments: [runOperand],
  flags: {
    plan: text("file", "Add up the shards of this plan", { offers: "file" }),
    from: list("dir", "With --plan: read the runs from this directory, such as CI artifacts", {
      offers: "file",
    }),
    ...reportFlags,
  },
  examples: [
    { line: "routera runs show", does: "Show the last run" },
    { line: "routera runs show --plan plan.jsonl", does: "Show all shards of a plan" },
    {
      line: "routera runs show --plan plan.jsonl --from artifacts --report run.html",
      does: "Add up the runs of a CI matrix, and write one report",
    },
  ],
  input: ({ arguments: { run }, flags }): Input => {
    const { from, plan } = flags;
    if (run !== undefined && plan !== undefined) {
      throw usage("run_and_plan", "a run ID and --plan cannot be used together", "remove one of them");
    }
    if (from.length > 0 && plan === undefined) {
      throw usage(
        "from_without_plan",
        words`${option("from")} requires ${option("plan")}`,
        say`add the plan of the runs: ${option("plan", "plan.jsonl")}`,
      );
    }
    return { run, plan, from, reports: reportRequest(flags) };
  },
  action: () => import("./show.action.ts"),
});
