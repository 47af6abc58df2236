/** `routera deals export`: what it takes. */
import { extname } from "node:path";
import { command } from "../../cli/command.ts";
import { list, text, toggle } from "../../cli/flag.ts";
import { parseWhere } from "../../deals/parseWhere.ts";
import { parseProperties } from "../../deals/properties.ts";
import { usage } from "../../failure.ts";
import { forceFlag } from "../bulk/flags.ts";
import type { ExportFile, ExportRequest } from "./export.action.ts";

const FILE_FORMATS: Readonly<Record<string, ExportFile["format"]>> = {
  ".csv": "csv",
  ".ndjson": "ndjson",
  ".jsonl": "ndjson",
};

export const exportDeals = command({
  name: "export",
  summary: "write deals to a sheet that can be edited and planned again",
  description:
    "Writes all deals, or those that meet --where, as CSV (or as NDJSON: --format ndjson, or a file called *.ndjson).\n" +
    "The columns that start with _ are Routera's own facts, and _routera, which says what each field held: keep it, and\n" +
    "`routera deals plan` takes only the cells that you edited for changes, with the types that they had, and refuses a\n" +
    "field that somebody else has changed meanwhile. Cells that a spreadsheet would run are kept from it by an apostrophe.",
  arguments: [],
  flags: {
    where: list("condition", "only deals that meet this, such as deal_stage=qualified", {
      offers: "assignment",
    }),
    properties: list("a,b", "these properties too", { offers: "field" }),
    archived: toggle("archived deals too"),
    out: text("file", "write to this file: *.csv, *.ndjson or *.jsonl", { offers: "file" }),
    force: forceFlag,
  },
  examples: [
    { line: "routera deals export --properties amount,next_step --out deals.csv", does: "a sheet to edit" },
    { line: "routera deals plan deals.csv --out plan.jsonl", does: "see what your edits would change" },
    {
      line: "routera deals export --where 'amount>=5000' --properties amount --format ndjson",
      does: "some deals, one JSON object a line",
    },
  ],
  request: ({ flags }): ExportRequest => ({
    where: parseWhere(flags.where),
    properties: parseProperties(flags.properties),
    archived: flags.archived,
    out: flags.out === undefined ? undefined : exportFile(flags.out, flags.force),
  }),
  action: async () => (await import("./export.action.ts")).exportAction,
});

function exportFile(path: string, overwrite: boolean): ExportFile {
  const ending = extname(path).toLowerCase();
  const format = Object.hasOwn(FILE_FORMATS, ending) ? FILE_FORMATS[ending] : undefined;
  if (format === undefined) {
    throw usage(
      "bad_export_file",
      `--out ${JSON.stringify(path)}: the ending says in which format, and ${ending === "" ? "there is none" : `${ending} is none of them`}`,
      "write --out deals.csv, or --out deals.ndjson",
    );
  }
  return { path, format, overwrite };
}
