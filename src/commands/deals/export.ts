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
  summary: "write deals to a sheet that can be edited and planned again",
  description:
    "Writes all deals, or those that meet --where: as XLSX, which spreadsheets change least, as CSV or as NDJSON, by the name\n" +
    "of the file. Without --out, CSV (or NDJSON: --format ndjson) goes to stdout.\n" +
    "The columns that start with _ are Routera's own facts, and _routera, which says what each field held: keep it, and\n" +
    "`routera deals plan` takes only the cells that you edited for changes, with the types that they had, and refuses a\n" +
    "field that somebody else has changed meanwhile. In CSV an apostrophe keeps spreadsheets from changing or running\n" +
    "a cell. An XLSX sheet holds at most 1,048,575 deals, and 32,767 characters in a cell; above 250,000 cells it has no lists.",
  arguments: [],
  flags: {
    where: list("condition", "only deals that meet this, such as deal_stage=qualified", {
      offers: "assignment",
    }),
    properties: list("a,b", "these properties too", { offers: "field" }),
    archived: toggle("archived deals too"),
    out: text("file", "write to this file: *.xlsx, *.csv, *.ndjson or *.jsonl", { offers: "file" }),
    force: forceFlag,
  },
  examples: [
    { line: "routera deals export --properties amount,next_step --out deals.xlsx", does: "a sheet to edit" },
    { line: "routera deals plan deals.xlsx --out plan.jsonl", does: "see what your edits would change" },
    {
      line: "routera deals export --where 'amount>=5000' --properties amount --format ndjson",
      does: "some deals, one JSON object a line",
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
      `--out ${JSON.stringify(path)}: the ending says in which format, and ${ending === "" ? "there is none" : `${ending} is none of them`}`,
      "write --out deals.xlsx, --out deals.csv or --out deals.ndjson",
    );
  }
  return { path, format, overwrite };
}
