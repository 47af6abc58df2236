/** `routera deals plan <file|->`: what it takes. */

import { command } from "../../cli/command.ts";
import { text, toggle } from "../../cli/flag.ts";
import { usage } from "../../failure.ts";
import { option, placeholder, say, words } from "../../hint.ts";
import { concurrencyFlags, planningInput, rowsFlags, typedRowFlags } from "../bulk/flags.ts";
import { annotationFlags, isEmptyRequest, reportFlags, reportRequest } from "../reports/flags.ts";
import type { Input } from "./plan.action.ts";

export const plan = command({
  name: "plan",
  summary: "Preview changes from a file or a filter, and save them",
  description:
    "Reads an input file (XLSX, ODS, CSV, TSV, NDJSON or JSON), compares it with the deals, and shows the changes.\n" +
    "Nothing is written to Routera. Save the plan with --out, then apply it with `routera deals apply`.\n" +
    "The column id identifies the deal; every other column sets the field of its name. Columns that start with _ are ignored.\n" +
    "Cells are strings unless --json-column names their column; an empty cell leaves the field unchanged.\n" +
    "In a file from `routera deals export`, only edited cells are changes.\n" +
    "Instead of an input file, select deals with --where and set their fields with --field.",
  arguments: [
    { name: "file", summary: "Input file, - for stdin; omit with --where", optional: true, offers: "file" },
  ],
  flags: {
    ...rowsFlags,
    out: text("file", "Save the plan to this file", { offers: "file" }),
    saveMapping: text("file", "Save a mapping file for the columns of the input, and exit", {
      offers: "file",
    }),
    ...reportFlags,
    ...annotationFlags,
    exitCode: toggle("Exit 10 if the plan contains changes"),
    lint: toggle("Check the input file offline: no token, no requests"),
    ...concurrencyFlags,
  },
  examples: [
    {
      line: "routera deals plan rows.csv --out plan.jsonl",
      does: "Preview the changes of a file and save the plan",
    },
    {
      line: 'routera deals plan --where deal_stage=qualified --where "amount>=5000" --field deal_stage=proposal',
      does: "Plan a change for the deals that match both conditions",
    },
    { line: "routera deals plan - --input-format ndjson --lint", does: "Check input from a pipe, offline" },
    {
      line: "routera deals plan rows.csv --exit-code --json",
      does: "Exit 10 if there are changes, for a CI job",
    },
  ],
  input: ({ arguments: { file }, flags }): Input => {
    const { out, force, exitCode, lint, saveMapping } = flags;
    if (out === "") throw usage("empty_path", "--out requires a file name", "use --out plan.jsonl");
    if (saveMapping !== undefined && (file === undefined || saveMapping === "")) {
      throw usage(
        "mapping_without_rows",
        words`${option("saveMapping")} requires an input file and a file name`,
        say`use ${option("saveMapping", "mapping.yaml")}`,
      );
    }
    if (lint && file === undefined) {
      throw usage("lint_without_rows", "--lint requires an input file", {
        run: { command: "deals plan", operands: [placeholder("rows.csv")], options: { lint: true } },
      });
    }
    if (lint && out !== undefined) {
      throw usage("lint_and_out", "--lint and --out cannot be used together", "remove one of them");
    }
    const reports = reportRequest(flags);
    if ((lint || saveMapping !== undefined) && !isEmptyRequest(reports)) {
      throw usage(
        "report_without_plan",
        words`${option(lint ? "lint" : "saveMapping")} makes no plan to report on`,
        say`remove ${option(flags.report.length > 0 ? "report" : "annotations")}`,
      );
    }
    const asked = planningInput(file, flags, { overwrite: force });
    return { asked, out, exitCode, lint, saveMapping, reports, rowFlags: typedRowFlags(flags) };
  },
  action: () => import("./plan.action.ts"),
});
