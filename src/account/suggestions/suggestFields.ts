/** Suggests known field names for an unknown one. Pure. */
import { DEFAULT_PROPERTIES, SYSTEM_FIELDS } from "../../deals/deal.ts";
import { closestMatch } from "../../text/closestMatch.ts";
import type { KnownFields } from "./knownFields.ts";

/** For each name that no call has shown yet, the one that was probably meant, where one is near. */
export function suggestFields(
  names: readonly string[],
  knownFields: KnownFields,
): ReadonlyMap<string, string> {
  const known = [...new Set([...DEFAULT_PROPERTIES, ...knownFields.keys()])].filter(
    (name) => !SYSTEM.has(name),
  );
  const near = names
    .filter((name) => !known.includes(name))
    .map((name) => [name, closestMatch(name, known)] as const)
    .filter((pair): pair is readonly [string, string] => pair[1] !== undefined && !names.includes(pair[1]));
  return new Map(near);
}

const SYSTEM: ReadonlySet<string> = new Set(SYSTEM_FIELDS);
