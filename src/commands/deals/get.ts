/** `routera deals get <id>`: what it takes. */
import { command } from "../../cli/command.ts";
import { list } from "../../cli/flag.ts";
import { checkDealId } from "../../deals/deal.ts";
import { parseProperties } from "../../deals/properties.ts";
import type { GetRequest } from "./get.action.ts";

export const get = command({
  name: "get",
  summary: "show one deal",
  arguments: [{ name: "id", summary: "id of the deal" }],
  flags: {
    properties: list("a,b", "show these properties too", { offers: "field" }),
  },
  examples: [
    { line: "routera deals get 550e8400-e29b-41d4-a716-446655440000", does: "show a deal" },
    {
      line: "routera deals get 550e8400-e29b-41d4-a716-446655440000 --properties amount,next_step --json",
      does: "with two custom fields, for a script",
    },
  ],
  request: ({ arguments: { id }, flags }): GetRequest => ({
    id: checkDealId(id ?? ""),
    properties: parseProperties(flags.properties),
  }),
  action: async () => (await import("./get.action.ts")).getAction,
});
