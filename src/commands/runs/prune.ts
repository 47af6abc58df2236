/** `routera runs prune`: what it takes. */
import { command } from "../../cli/command.ts";
import { parsed, toggle } from "../../cli/flag.ts";
import { countParser } from "../../cli/globals.ts";
import { usage } from "../../failure.ts";
import type { Input } from "./prune.action.ts";

export const prune = command({
  name: "prune",
  summary: "Delete old runs",
  description:
    "Deletes the journals of completed runs. Deleted runs cannot be resumed or undone. Prompts first, unless --yes is set.",
  arguments: [],
  flags: {
    olderThan: parsed("days", "Delete only runs older than n days", countParser(30)),
    keep: parsed("n", "Keep the newest n runs", countParser(10)),
    unfinished: toggle("Delete incomplete and damaged runs as well"),
    yes: toggle("Skip the prompt", { short: "y" }),
  },
  examples: [
    {
      line: "routera runs prune --older-than 30 --keep 10",
      does: "Delete runs older than 30 days, but keep the last 10",
    },
  ],
  input: ({ flags: { keep, olderThan, unfinished, yes } }): Input => {
    if (keep === undefined && olderThan === undefined) {
      throw usage("prune_without_limit", "neither an age nor a number of runs to keep is set", {
        run: { command: "runs prune", options: { olderThan: "30", keep: "10" } },
      });
    }
    return { keep, olderThan, unfinished, yes };
  },
  action: () => import("./prune.action.ts"),
});
