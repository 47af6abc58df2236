/** `routera runs resume [run]`: what it takes. */
import { command } from "../../cli/command.ts";
import { choice } from "../../cli/flag.ts";
import { concurrencyFlags } from "../bulk/flags.ts";
import { guardFlags, runFlags } from "../bulk/guards.ts";
import type { Input } from "./resume.action.ts";

export const resume = command({
  name: "resume",
  summary: "do what a run has left to do",
  description:
    "Takes a run up again that was stopped, killed or cut off, or that has rows left. Rows whose outcome is not known are read\n" +
    "first, 45 seconds after they were sent at the earliest, and only sent again when it is proved that they did not arrive.\n" +
    "--retry says which others: pending (default: those not done yet, and those that failed for a passing reason), failed\n" +
    "(also those that Routera refused and those that others changed), all (also those that were skipped).\n" +
    "The rows that the plan was made of are not at hand here: --failures writes id and fields (NDJSON), or for a name that\n" +
    "ends in .csv or .tsv a sheet with a column for each field.",
  arguments: [
    {
      name: "run",
      summary: "id of the run, its beginning, or last (default)",
      optional: true,
      offers: "run",
    },
  ],
  flags: {
    retry: choice(["pending", "failed", "all"], "which", "which rows to take (default pending)"),
    ...guardFlags,
    ...concurrencyFlags,
  },
  examples: [
    { line: "routera runs resume", does: "go on with the last run" },
    { line: "routera runs resume last --retry failed", does: "once what was wrong in Routera is mended" },
  ],
  input: ({ arguments: { run }, flags }): Input => {
    return { ...runFlags(flags), run, retry: flags.retry ?? "pending" };
  },
  action: () => import("./resume.action.ts"),
});
