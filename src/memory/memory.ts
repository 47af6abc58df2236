/**
 * What a user's own calls have shown: names of fields, and values of those that are chosen from a list. For completion
 * and for "did you mean". Pure.
 *
 * Values of deals are data of customers, so little of it is kept, and nothing that reads like a person, a number to call,
 * a secret or free text: see `learn`.
 */
import { DEFAULT_PROPERTIES, type Deal } from "../deals/deal.ts";
import { isMemorableName, isMemorableValue, neverHasChoices } from "./memorable.ts";

/** By field name, the values seen. `null`: it has too many for a list of choices, and none is kept. */
export type Memory = ReadonlyMap<string, readonly string[] | null>;

export const MOST_FIELDS = 200;

/** Fields that Routera fills from a list; every value of theirs is kept up to this many. */
const CHOICES: ReadonlySet<string> = new Set(["deal_stage", "pipeline", "deal_owner"]);
const MOST_CHOICES = 50;
/** Other fields: with more values than this it is no list of choices. */
const MOST_OTHERS = 20;

/**
 * Adds what these deals show. A value of a custom field is kept only when at least two of the deals share it: what is
 * chosen from a list comes again, what is written by hand does not.
 * @returns undefined when there is nothing new
 */
export function learn(memory: Memory, deals: Iterable<Deal>): Memory | undefined {
  const seen = valuesOf(deals);
  const learnt = new Map(memory);
  let changed = false;
  for (const [name, counts] of seen) {
    const known = learnt.get(name);
    if (known === null || (known === undefined && learnt.size >= MOST_FIELDS)) continue;
    const values = join(name, known ?? [], counts);
    if (known !== undefined && values?.length === known.length) continue;
    learnt.set(name, values);
    changed = true;
  }
  return changed ? learnt : undefined;
}

/** How many deals hold which text, by field. */
function valuesOf(deals: Iterable<Deal>): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const seen = new Map<string, Map<string, number>>();
  for (const deal of deals) {
    for (const [name, value] of Object.entries(deal)) {
      let counts = seen.get(name);
      if (counts === undefined) {
        if (DEFAULTS.has(name) ? !CHOICES.has(name) : !isMemorableName(name)) continue;
        counts = new Map();
        seen.set(name, counts);
      }
      if (typeof value === "string") counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  return seen;
}

const DEFAULTS: ReadonlySet<string> = new Set(DEFAULT_PROPERTIES);

function join(
  name: string,
  known: readonly string[],
  counts: ReadonlyMap<string, number>,
): readonly string[] | null {
  if (CHOICES.has(name)) {
    const fresh = [...counts.keys()].filter((value) => !known.includes(value) && isMemorableValue(value, name));
    return [...known, ...fresh].slice(0, MOST_CHOICES);
  }
  if (neverHasChoices(name)) return [];
  const values = [...known];
  for (const [value, times] of counts) {
    if (times > 1 && !values.includes(value) && isMemorableValue(value, name)) values.push(value);
  }
  return values.length > MOST_OTHERS ? null : values;
}
