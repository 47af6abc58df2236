/** `routera runs resume [run]`: what it takes. */
import { command } from "../../cli/command.ts";
import { choice } from "../../cli/flag.ts";
import { concurrencyFlags } from "../bulk/flags.ts";
import { guardFlags, runFlags } from "../bulk/guards.ts";
import type { Input } from "./resume.action.ts";
import { runOperand } from "./runOperand.ts";

export const resume = command({
  name: "resume",
  summary: "Resume an incomplete run",
  description:
    "Resumes a run that was interrupted or has pending rows. Rows with an unknown outcome are read first, at least 45 seconds\n" +
    "after they were sent, and are sent again only if the write did not arrive.\n" +
    "--retry selects the other rows: pending (default) sends pending and retryable rows, failed also sends rejected rows\n" +
    "and conflicts, all also sends skipped rows. On a terminal, the changes are shown first; there is no prompt.\n" +
    "--failures writes NDJSON with id and fields, or for .csv and .tsv a table with one column per field.",
  arguments: [runOperand],
  flags: {
    retry: choice(["pending", "failed", "all"], "rows", "Rows to send (default pending)"),
    ...guardFlags,
    ...concurrencyFlags,
  },
  examples: [
    { line: "routera runs resume", does: "Resume the last run" },
    { line: "routera runs resume last --retry failed", does: "Retry failed rows after the cause is fixed" },
  ],
  input: ({ arguments: { run }, flags }): Input => {
    return { ...runFlags(flags), run, retry: flags.retry ?? "pending" };
  },
  action: () => import("./resume.action.ts"),
});
