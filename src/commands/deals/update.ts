/** `routera deals update <id>`: what it takes. */

import { parseAssignments } from "../../cli/arguments/assignments.ts";
import { command } from "../../cli/command.ts";
import { list, text, toggle } from "../../cli/flag.ts";
import { checkDealId } from "../../deals/deal.ts";
import { checkKeyField } from "../../deals/fieldName.ts";
import { parseProperties } from "../../deals/properties.ts";
import type { Input } from "./update.action.ts";

export const update = command({
  name: "update",
  summary: "Update the fields of one deal",
  description:
    "Updates the named fields of one deal. Other fields do not change.\n" +
    "--field always sends a string, exactly as typed. Use --field-json for numbers, booleans, null and lists.",
  arguments: [{ name: "id", summary: "Deal ID, or a value of the --by field" }],
  flags: {
    field: list("key=value", "Set a field to this string", { offers: "assignment" }),
    fieldJson: list("key=json", 'Set a field to a JSON value, such as 5000, true, null or ["a"]', {
      offers: "field",
    }),
    fieldFile: list("key=path", "Set a field to the content of a file, - for stdin", { offers: "field" }),
    clear: list("key", "Clear a field (send null)", { offers: "field" }),
    fieldsJson: text("path", "Set the fields of a JSON object in a file, - for stdin", { offers: "file" }),
    by: text("field", "Find the deal by this field, such as external_id, instead of its ID"),
    properties: list("a,b", "Show these properties as well", { offers: "field" }),
    strict: toggle("Fail if Routera stored a different value"),
    dryRun: toggle("Print the request and the source of the token without sending", { short: "n" }),
  },
  examples: [
    {
      line: 'routera deals update 550e8400-e29b-41d4-a716-446655440000 --field deal_name="Enterprise plan"',
      does: "Rename a deal",
    },
    {
      line: "routera deals update 550e8400-e29b-41d4-a716-446655440000 --field deal_stage=proposal --field-json amount=5000",
      does: "Set a string and a number",
    },
    {
      line: "routera deals update 550e8400-e29b-41d4-a716-446655440000 --clear next_step --dry-run",
      does: "Print the request without sending it",
    },
  ],
  input: ({ arguments: { id }, flags }): Input => ({
    id: flags.by === undefined ? checkDealId(id ?? "") : (id ?? ""),
    by: flags.by === undefined ? undefined : checkKeyField(flags.by),
    assignments: parseAssignments(flags),
    properties: parseProperties(flags.properties),
    strict: flags.strict,
    dryRun: flags.dryRun,
  }),
  action: () => import("./update.action.ts"),
});
