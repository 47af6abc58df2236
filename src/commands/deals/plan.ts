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
  summary: "show what rows would change, and keep it as a plan",
  description:
    "Reads rows (CSV, TSV, NDJSON or a JSON array), reads the deals, and shows per deal and field what is there and what\n" +
    "it would become. Nothing is written to Routera. With --out the plan is kept for `routera deals apply`.\n" +
    "A row names its deal in the column id; every other column sets the field of its name, but those that start with _.\n" +
    "Cells are texts unless --json-column says otherwise; an empty one leaves its field alone. Rows that came from\n" +
    "`routera deals export` only want what was edited in them.\n" +
    "Instead of rows, --where picks deals of the account and --field says what they become.",
  arguments: [
    { name: "file", summary: "the rows, - for stdin; none with --where", optional: true, offers: "file" },
  ],
  flags: {
    ...rowsFlags,
    out: text("file", "keep the plan in this file", { offers: "file" }),
    saveMapping: text("file", "write a mapping for the columns of the file, as a start, and stop", {
      offers: "file",
    }),
    ...reportFlags,
    ...annotationFlags,
    exitCode: toggle("exit with 10 when there is something to change"),
    lint: toggle("only read the rows and say what is wrong with them; needs no token, sends nothing"),
    ...concurrencyFlags,
  },
  examples: [
    {
      line: "routera deals plan rows.csv --out plan.jsonl",
      does: "see what a sheet would change, keep the plan",
    },
    {
      line: "routera deals plan --where deal_stage=qualified --where 'amount>=5000' --field deal_stage=proposal",
      does: "the deals that meet both conditions",
    },
    { line: "routera deals plan - --input-format ndjson --lint", does: "check rows from a pipe, offline" },
    {
      line: "routera deals plan rows.csv --exit-code --json",
      does: "for a CI job: exit 10 when something differs",
    },
  ],
  input: ({ arguments: { file }, flags }): Input => {
    const { out, force, exitCode, lint, saveMapping } = flags;
    if (out === "") throw usage("empty_path", "--out names no file", "write --out plan.jsonl");
    if (saveMapping !== undefined && (file === undefined || saveMapping === "")) {
      throw usage(
        "mapping_without_rows",
        words`${option("saveMapping")} needs a file of rows and a file name`,
        say`write ${option("saveMapping", "mapping.yaml")}`,
      );
    }
    if (lint && file === undefined) {
      throw usage("lint_without_rows", "--lint reads rows, and none were given", {
        run: { command: "deals plan", operands: [placeholder("rows.csv")], options: { lint: true } },
      });
    }
    if (lint && out !== undefined) {
      throw usage("lint_and_out", "--lint makes no plan that --out could keep", "leave one of them out");
    }
    const reports = reportRequest(flags);
    if ((lint || saveMapping !== undefined) && !isEmptyRequest(reports)) {
      throw usage(
        "report_without_plan",
        words`${option(lint ? "lint" : "saveMapping")} makes no plan to report on`,
        say`leave out ${option(flags.report.length > 0 ? "report" : "annotations")}`,
      );
    }
    const asked = planningInput(file, flags, { overwrite: force });
    return { asked, out, exitCode, lint, saveMapping, reports, rowFlags: typedRowFlags(flags) };
  },
  action: () => import("./plan.action.ts"),
});
