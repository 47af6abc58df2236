/** `routera deals get <id...>`: what it takes. */
import { command } from "../../cli/command.ts";
import { list, text } from "../../cli/flag.ts";
import { checkDealId } from "../../deals/deal.ts";
import { checkKeyField } from "../../deals/fieldName.ts";
import { parseProperties } from "../../deals/properties.ts";
import type { Input } from "./get.action.ts";

export const get = command({
  name: "get",
  summary: "Show one or more deals",
  arguments: [{ name: "id", summary: "Deal IDs, or values of the --by field", many: true }],
  flags: {
    by: text("field", "Find deals by this field, such as external_id"),
    properties: list("a,b", "Show these properties as well", { offers: "field" }),
  },
  examples: [
    { line: "routera deals get 550e8400-e29b-41d4-a716-446655440000", does: "Show a deal" },
    {
      line: 'routera deals get 550e8400-e29b-41d4-a716-446655440000 --properties "amount,next_step" --json',
      does: "Print a deal with two custom fields as JSON",
    },
    { line: "routera deals get --by external_id ext-001 ext-002", does: "Show two deals by external ID" },
  ],
  input: ({ flags, rest }): Input => ({
    ids: flags.by === undefined ? rest.map(checkDealId) : rest,
    by: flags.by === undefined ? undefined : checkKeyField(flags.by),
    properties: parseProperties(flags.properties),
  }),
  action: () => import("./get.action.ts"),
});
