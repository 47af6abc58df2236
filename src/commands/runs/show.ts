/** `routera runs show [run]`: what it takes. */
import { command } from "../../cli/command.ts";
import { list, text } from "../../cli/flag.ts";
import { usage } from "../../failure.ts";
import { option, say, words } from "../../hint.ts";
import { reportFlags, reportRequest } from "../reports/flags.ts";
import type { Input } from "./show.action.ts";

export const show = command({
  name: "show",
  summary: "show how a run stands, or all parts of a plan together",
  description:
    "Shows what a run was about, how its rows stand, pauses, the rows that did not go well, and damage to its journal.\n" +
    "With --plan the runs of this machine that carried out parts of that plan are added up.",
  arguments: [
    {
      name: "run",
      summary: "id of the run, its beginning, or last (default)",
      optional: true,
      offers: "run",
    },
  ],
  flags: {
    plan: text("file", "add up the runs of this plan (--shard)", { offers: "file" }),
    from: list(
      "dir",
      "With --plan: take the runs in this directory, such as the artifacts of a CI matrix; repeatable",
      {
        offers: "file",
      },
    ),
    ...reportFlags,
  },
  examples: [
    { line: "routera runs show", does: "the last run" },
    { line: "routera runs show --plan plan.jsonl", does: "all parts of a plan that was split with --shard" },
  ],
  input: ({ arguments: { run }, flags }): Input => {
    const { from, plan } = flags;
    if (run !== undefined && plan !== undefined) {
      throw usage("run_and_plan", "a run and --plan do not go together", "give one of them");
    }
    if (from.length > 0 && plan === undefined) {
      throw usage(
        "from_without_plan",
        words`${option("from")} requires ${option("plan")}`,
        say`name the plan that the runs belong to: ${option("plan", "plan.jsonl")}`,
      );
    }
    return { run, plan, from, reports: reportRequest(flags) };
  },
  action: () => import("./show.action.ts"),
});
