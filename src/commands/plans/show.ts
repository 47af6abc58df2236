/** `routera plans show <file>`: what it takes. */
import { command } from "../../cli/command.ts";
import { parsed, toggle } from "../../cli/flag.ts";
import { parsePositive } from "../../cli/globals.ts";
import { usage } from "../../failure.ts";
import { option, words } from "../../hint.ts";
import { reportFlags, reportRequest } from "../reports/flags.ts";
import type { Input } from "./show.action.ts";

export const show = command({
  name: "show",
  summary: "Show a plan file: its changes and totals per field",
  description:
    "Shows a plan that `routera deals plan --out` saved, with its target, its digest and the command that applies it.\n" +
    "No request is sent. Names of deals are not shown: a plan file may have been edited, and only `routera deals plan` reads them.",
  arguments: [{ name: "file", summary: "Plan file, - for stdin", offers: "file" }],
  flags: {
    limit: parsed("n", "Show the first n changes (default 100; all for json, ndjson and csv)", parsePositive),
    all: toggle("Show all changes"),
    ...reportFlags,
  },
  examples: [
    { line: "routera plans show plan.jsonl", does: "Review a plan before you apply it" },
    {
      line: "routera plans show plan.jsonl --report plan.html",
      does: "Write a report for the approver",
    },
  ],
  input: ({ arguments: { file = "" }, flags }): Input => {
    const { all, limit } = flags;
    if (all && limit !== undefined) {
      throw usage(
        "all_and_limit",
        words`${option("all")} and ${option("limit")} cannot be used together`,
        "remove one of them",
      );
    }
    return { file, limit: all ? Number.POSITIVE_INFINITY : limit, reports: reportRequest(flags) };
  },
  action: () => import("./show.action.ts"),
});
