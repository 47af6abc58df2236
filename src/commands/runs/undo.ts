/** `routera runs undo [run]`: what it takes. */
import { command } from "../../cli/command.ts";
import { parsed, toggle } from "../../cli/flag.ts";
import { countParser } from "../../cli/globals.ts";
import { checkDryRun } from "../../runs/guards.ts";
import { concurrencyFlags } from "../bulk/flags.ts";
import { approveFlag, guardFlags, runFlags } from "../bulk/guards.ts";
import { runOperand } from "./runOperand.ts";
import type { Input } from "./undo.action.ts";

export const undo = command({
  name: "undo",
  summary: "Undo a run",
  description:
    "Plans the inverse of the changes that a run applied, last change first, shows the plan, prompts, and applies it as a new run.\n" +
    "Without an ID it undoes the newest run that wrote to this target; if that is an undo, or is undone already, nothing changes.\n" +
    "An undo can be resumed, and undone by its ID. Deals that changed after the run are conflicts and are not overwritten;\n" +
    "--failures saves their previous values to a file (NDJSON, or a table for .csv and .tsv).",
  arguments: [runOperand],
  flags: {
    yes: toggle("Skip the prompt", { short: "y" }),
    dryRun: toggle("Preview the undo without writing", { short: "n" }),
    approve: approveFlag,
    maxChanges: parsed(
      "n",
      "Abort before the first write if more than n deals would change",
      countParser(100),
    ),
    ...guardFlags,
    ...concurrencyFlags,
  },
  examples: [
    { line: "routera runs undo", does: "Undo the last run" },
    { line: "routera runs undo --dry-run", does: "Preview the undo" },
    {
      line: "routera runs undo 20261124 --yes --json",
      does: "Undo a run by a prefix of its ID, in a script",
    },
  ],
  input: ({ arguments: { run }, flags }): Input => {
    const options = runFlags(flags);
    checkDryRun(options);
    return { ...options, run };
  },
  action: () => import("./undo.action.ts"),
});
