/** `routera runs prune`: what it takes. */
import { command } from "../../cli/command.ts";
import { parsed, toggle } from "../../cli/flag.ts";
import { countParser } from "../../cli/globals.ts";
import { usage } from "../../failure.ts";
import type { Input } from "./prune.action.ts";

export const prune = command({
  name: "prune",
  summary: "remove old runs",
  description:
    "Removes runs that are done. A run that is removed can neither be resumed nor taken back. Without --yes it asks.",
  arguments: [],
  flags: {
    olderThan: parsed("days", "only runs made more than so many days ago", countParser(30)),
    keep: parsed("n", "never the newest n", countParser(10)),
    unfinished: toggle("also runs with rows left, and runs that cannot be read"),
    yes: toggle("do not ask", { short: "y" }),
  },
  examples: [
    { line: "routera runs prune --older-than 30 --keep 10", does: "old runs, but never the last ten" },
  ],
  input: ({ flags: { keep, olderThan, unfinished, yes } }): Input => {
    if (keep === undefined && olderThan === undefined) {
      throw usage("prune_without_limit", "neither an age nor a number to keep is given", {
        run: { command: "runs prune", options: { olderThan: "30", keep: "10" } },
      });
    }
    return { keep, olderThan, unfinished, yes };
  },
  action: () => import("./prune.action.ts"),
});
