/** What the field flags set, with the texts of the files that they name. */
import { type Assignments, joinFields, parseWholeObject } from "../../deals/assignments.ts";
import type { Fields } from "../../deals/deal.ts";
import type { JsonValue } from "../../json.ts";

/** @param readText reads a whole text file, or stdin for `-` @throws Failure of kind usage */
export async function assignedFields(
  { byName, whole }: Assignments,
  readText: (path: string, what: string) => Promise<string>,
): Promise<Fields> {
  const fields: Record<string, JsonValue> = {};
  for (const [name, assignment] of byName) {
    if (assignment.from === "clear") fields[name] = null;
    else if (assignment.from === "file")
      fields[name] = await readText(assignment.path, `--field-file ${name}`);
    else fields[name] = assignment.value;
  }
  if (whole === undefined) return fields;
  return joinFields(fields, parseWholeObject(await readText(whole, "--fields-json"), whole));
}
