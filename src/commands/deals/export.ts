/** `routera deals export`: what it takes. */
import { extname } from "node:path";
import { command } from "../../cli/command.ts";
import { list, text, toggle } from "../../cli/flag.ts";
import { parseWhere } from "../../deals/parseWhere.ts";
import { parseProperties } from "../../deals/properties.ts";
import { usage } from "../../failure.ts";
import { forceFlag } from "../bulk/flags.ts";
import type { ExportFile, Input } from "./export.action.ts";

const FILE_FORMATS: Readonly<Record<string, ExportFile["format"]>> = {
  ".xlsx": "xlsx",
  ".csv": "csv",
  ".ndjson": "ndjson",
  ".jsonl": "ndjson",
};

export const exportCommand = command({
  name: "export",
  summary: "Export deals to a file for editing",
  description:
    "Exports all deals, or those that match --where. The extension of --out selects XLSX (recommended for spreadsheets), CSV or\n" +
    "NDJSON. Without --out, CSV or NDJSON (--format ndjson) is written to stdout.\n" +
    "Columns that start with _ are read-only. Keep the column _routera, which stores the exported values: `routera deals plan`\n" +
    "then plans only the cells that you edited, keeps their types, and reports a conflict if another user changed the field\n" +
    "after the export. In CSV, an apostrophe in front of a cell prevents a spreadsheet from changing or running it.\n" +
    "An XLSX sheet is limited to 1,048,575 deals and 32,767 characters in a cell; above 250,000 cells it has no drop-down lists.",
  arguments: [],
  flags: {
    where: list("condition", "Export only deals that match, such as deal_stage=qualified", {
      offers: "assignment",
    }),
    properties: list("a,b", "Export these properties as well", { offers: "field" }),
    archived: toggle("Include archived deals"),
    out: text("file", "File to write: *.xlsx, *.csv, *.ndjson or *.jsonl (default stdout)", {
      offers: "file",
    }),
    force: forceFlag,
  },
  examples: [
    {
      line: 'routera deals export --properties "amount,next_step" --out deals.xlsx',
      does: "Export deals for editing in a spreadsheet",
    },
    { line: "routera deals plan deals.xlsx --out plan.jsonl", does: "Preview your edits" },
    {
      line: 'routera deals export --where "amount>=5000" --properties amount --format ndjson',
      does: "Export matching deals, one JSON object per line",
    },
  ],
  input: ({ flags }): Input => ({
    where: parseWhere(flags.where),
    properties: parseProperties(flags.properties),
    archived: flags.archived,
    out: flags.out === undefined ? undefined : exportFile(flags.out, flags.force),
  }),
  action: () => import("./export.action.ts"),
});

function exportFile(path: string, overwrite: boolean): ExportFile {
  const ending = extname(path).toLowerCase();
  const format = Object.hasOwn(FILE_FORMATS, ending) ? FILE_FORMATS[ending] : undefined;
  if (format === undefined) {
    throw usage(
      "bad_export_file",
      `--out must end in .xlsx, .csv, .ndjson or .jsonl, got ${JSON.stringify(path)}`,
      "use --out deals.xlsx, --out deals.csv or --out deals.ndjson",
    );
  }
  return { path, format, overwrite };
}
