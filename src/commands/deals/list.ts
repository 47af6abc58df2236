/** `routera deals list`: what it takes. */
import { command } from "../../cli/command.ts";
import { list as many, parsed, toggle } from "../../cli/flag.ts";
import { parsePositive } from "../../cli/globals.ts";
import { parseWhere } from "../../deals/parseWhere.ts";
import { parseProperties } from "../../deals/properties.ts";
import { usage } from "../../failure.ts";
import type { Input } from "./list.action.ts";

/** How many deals are listed when nothing is said: one page. */
const USUAL = 100;

export const list = command({
  name: "list",
  summary: "List deals",
  description:
    "Lists deals in Routera's order: the first 100, or more with --limit or --all.\n" +
    "Pages are printed as they arrive. A deal that moves to another page while the list is read may be missing or listed twice.",
  arguments: [],
  flags: {
    where: many("condition", "List only deals that match, such as deal_stage=qualified", {
      offers: "assignment",
    }),
    limit: parsed("n", "Maximum number of deals (default 100)", parsePositive),
    all: toggle("List all deals"),
    archived: toggle("Include archived deals"),
    properties: many("a,b", "Show these properties as well", { offers: "field" }),
  },
  examples: [
    { line: "routera deals list --limit 20", does: "List the first 20 deals" },
    { line: "routera deals list --all --format ndjson", does: "List all deals, one JSON object per line" },
  ],
  input: ({ flags }): Input => {
    if (flags.all && flags.limit !== undefined) {
      throw usage("all_and_limit", "--all and --limit cannot be used together", "remove one of them");
    }
    return {
      where: parseWhere(flags.where),
      limit: flags.all ? undefined : (flags.limit ?? USUAL),
      archived: flags.archived,
      properties: parseProperties(flags.properties),
    };
  },
  action: () => import("./list.action.ts"),
});
