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
  summary: "change fields of one deal",
  description:
    "Changes fields of one deal; fields that are not named keep their values.\n" +
    "A value given by --field is always text, exactly as typed. Numbers, true, false, null and lists go through --field-json.",
  arguments: [{ name: "id", summary: "id of the deal, or a value of the field of --by" }],
  flags: {
    field: list("key=value", "set a field to this text", { offers: "assignment" }),
    fieldJson: list("key=json", 'set a field to a JSON value: 5000, true, null, ["a"]', { offers: "field" }),
    fieldFile: list("key=path", "set a field to the text of a file, `-` for stdin", { offers: "field" }),
    clear: list("key", "empty a field (send null)", { offers: "field" }),
    fieldsJson: text("path", "set all fields of a JSON object in a file, `-` for stdin", { offers: "file" }),
    by: text("field", "find the deal by this field, such as external_id; the argument is its value"),
    properties: list("a,b", "show these properties too", { offers: "field" }),
    strict: toggle("fail when Routera stored a value differently from what was sent"),
    dryRun: toggle("print the request and where its token would come from; send nothing", { short: "n" }),
  },
  examples: [
    {
      line: 'routera deals update 550e8400-e29b-41d4-a716-446655440000 --field deal_name="Enterprise plan"',
      does: "rename a deal",
    },
    {
      line: "routera deals update 550e8400-e29b-41d4-a716-446655440000 --field deal_stage=proposal --field-json amount=5000",
      does: "a text and a number at once",
    },
    {
      line: "routera deals update 550e8400-e29b-41d4-a716-446655440000 --clear next_step --dry-run",
      does: "see the request without sending it",
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
