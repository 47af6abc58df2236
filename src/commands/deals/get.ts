/** `routera deals get <id...>`: what it takes. */
import { command } from "../../cli/command.ts";
import { list, text } from "../../cli/flag.ts";
import { checkDealId } from "../../deals/deal.ts";
import { checkKeyField } from "../../deals/fieldName.ts";
import { parseProperties } from "../../deals/properties.ts";
import type { Input } from "./get.action.ts";

export const get = command({
  name: "get",
  summary: "show deals",
  arguments: [{ name: "id", summary: "ids of the deals, or values of the field of --by", many: true }],
  flags: {
    by: text("field", "find deals by this field, such as external_id"),
    properties: list("a,b", "show these properties too", { offers: "field" }),
  },
  examples: [
    { line: "routera deals get 550e8400-e29b-41d4-a716-446655440000", does: "show a deal" },
    {
      line: "routera deals get 550e8400-e29b-41d4-a716-446655440000 --properties amount,next_step --json",
      does: "with two custom fields, for a script",
    },
    { line: "routera deals get --by external_id ext-001 ext-002", does: "two deals by their external ids" },
  ],
  input: ({ flags, rest }): Input => ({
    ids: flags.by === undefined ? rest.map(checkDealId) : rest,
    by: flags.by === undefined ? undefined : checkKeyField(flags.by),
    properties: parseProperties(flags.properties),
  }),
  action: () => import("./get.action.ts"),
});
