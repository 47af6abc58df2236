/** `routera deals apply <file|->`: what it takes. */

import { command } from "../../cli/command.ts";
import { onOff, parsed, toggle } from "../../cli/flag.ts";
import { countParser } from "../../cli/globals.ts";
import { usage } from "../../failure.ts";
import { checkDryRun } from "../../runs/guards.ts";
import { parseShard } from "../../runs/shard.ts";
import { concurrencyFlags, planningInput, rowsFlags, typedRowFlags } from "../bulk/flags.ts";
import { approveFlag, guardFlags, runFlags } from "../bulk/guards.ts";
import { annotationFlags } from "../reports/flags.ts";
import type { Input } from "./apply.action.ts";

export const apply = command({
  name: "apply",
  summary: "Apply a plan or an input file",
  description:
    "Applies a plan from `routera deals plan --out`, or plans an input file and prompts before it applies the plan.\n" +
    "Each deal is read before it is written; a deal that changed after the plan is a conflict and is not overwritten.\n" +
    "Every write is recorded in a journal before it is sent: an interrupted run can be resumed, and a run can be undone.",
  arguments: [
    {
      name: "file",
      summary: "Plan or input file, - for stdin; omit with --where",
      optional: true,
      offers: "file",
    },
  ],
  flags: {
    ...rowsFlags,
    yes: toggle("Skip the prompt", { short: "y" }),
    dryRun: toggle("Preview the changes without writing", { short: "n" }),
    approve: approveFlag,
    ...guardFlags,
    ...annotationFlags,
    maxChanges: parsed(
      "n",
      "Abort before the first write if more than n deals would change",
      countParser(100),
    ),
    read: onOff("Read each deal before writing it (default); --no-read disables conflict detection and undo"),
    shard: parsed("i/n", "Apply only shard i of n, by a hash of the deal ID", parseShard),
    ...concurrencyFlags,
  },
  examples: [
    { line: "routera deals apply plan.jsonl", does: "Show the plan again, confirm, and apply it" },
    {
      line: "routera deals apply rows.csv --failures failed.csv",
      does: "Plan, confirm and apply in one step; save failed rows",
    },
    { line: "routera deals apply plan.jsonl --yes --limit 10", does: "Apply the first 10 changes" },
    {
      line: "routera deals apply plan.jsonl --yes --shard 1/4",
      does: "Apply a quarter of the plan, for a CI matrix",
    },
  ],
  input: ({ arguments: { file }, flags }): Input => {
    const options = runFlags(flags);
    const { read = true } = options;
    checkDryRun(options);
    if (file === undefined && flags.where.length === 0) {
      throw usage(
        "nothing_to_plan",
        "no plan, no input file and no --where given",
        "add a plan or input file, - for stdin, or --where deal_stage=qualified --field deal_stage=proposal",
      );
    }
    if (!read && file === undefined) {
      throw usage(
        "where_without_reading",
        "--where and --no-read cannot be used together: --where reads the deals",
        "remove --no-read",
      );
    }
    return { ...options, file, asked: planningInput(file, flags, { read }), rowFlags: typedRowFlags(flags) };
  },
  action: () => import("./apply.action.ts"),
});
