/** `routera runs undo [run]`: what it takes. */
import { command } from "../../cli/command.ts";
import { parsed, toggle } from "../../cli/flag.ts";
import { countParser } from "../../cli/globals.ts";
import { concurrencyFlags } from "../bulk/flags.ts";
import { checkDryRun, guardFlags, runFlags } from "../bulk/guards.ts";
import type { Input } from "./undo.action.ts";

export const undo = command({
  name: "undo",
  summary: "take back what a run changed",
  description:
    "Makes a plan of what a run applied, the other way round and the last change first, shows it, asks, and carries it out as a\n" +
    "run of its own: it can be resumed, and taken back as well. A deal that anybody has changed since is left as it is;\n" +
    "--failures keeps what would bring it back all the same (NDJSON, or a sheet for a name that ends in .csv or .tsv).",
  arguments: [
    {
      name: "run",
      summary: "id of the run, its beginning, or last (default)",
      optional: true,
      offers: "run",
    },
  ],
  flags: {
    yes: toggle("do not ask", { short: "y" }),
    dryRun: toggle("show what would be taken back; write nothing", { short: "n" }),
    maxChanges: parsed("n", "do nothing at all when more deals than this would change", countParser(100)),
    ...guardFlags,
    ...concurrencyFlags,
  },
  examples: [
    { line: "routera runs undo", does: "take back the last run" },
    { line: "routera runs undo --dry-run", does: "only show what that would change" },
    {
      line: "routera runs undo 20261124 --yes --json",
      does: "a run by the beginning of its id, in a script",
    },
  ],
  input: ({ arguments: { run }, flags }): Input => {
    const options = runFlags(flags);
    checkDryRun(options.dryRun, options);
    return { ...options, run };
  },
  action: () => import("./undo.action.ts"),
});
