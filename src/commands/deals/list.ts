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
  summary: "list deals, a page or all",
  description:
    "Lists deals in the order in which Routera returns them. Without --all or --limit the first 100.\n" +
    "Pages are read one after the other while they are printed; a deal that moves between two pages meanwhile may be missed or come twice.",
  arguments: [],
  flags: {
    where: many("condition", "only deals that meet this, such as deal_stage=qualified", {
      offers: "assignment",
    }),
    limit: parsed("n", "list at most n deals", parsePositive),
    all: toggle("list every deal"),
    archived: toggle("archived deals too"),
    properties: many("a,b", "show these properties too", { offers: "field" }),
  },
  examples: [
    { line: "routera deals list --limit 20", does: "a first look" },
    { line: "routera deals list --all --format ndjson", does: "every deal, one JSON object a line" },
  ],
  input: ({ flags }): Input => {
    if (flags.all && flags.limit !== undefined) {
      throw usage("all_and_limit", "--all and --limit contradict each other", "give one of them");
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
