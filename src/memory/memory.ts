/**
 * What a user's own calls have shown: names of fields, and values of those that are chosen from a list. For completion
 * and for "did you mean". Pure.
 *
 * Values of deals are data of customers, so little of it is kept, and nothing that reads like a person, a number to call,
 * a secret or free text: see `memorable.ts` and `learn`.
 */
import { CHOICES } from "./memorable.ts";
import type { Tally } from "./tally.ts";

/** By field name, the values seen. `null`: it has too many for a list of choices, and none is kept. */
export type Memory = ReadonlyMap<string, readonly string[] | null>;

export const MOST_FIELDS = 200;

/** Values kept of a field that Routera fills from a list. */
const MOST_CHOICES = 50;
/** Any other field: with more values than this it is no list of choices. */
const MOST_OTHERS = 20;

/**
 * Adds what a call has shown. A value of a custom field counts only when several deals of the call share it: what is
 * chosen from a list comes again, what is written by hand does not.
 * @param secret never to be kept, nor what holds it: a server may echo it
 * @returns undefined when there is nothing new
 */
export function learn(memory: Memory, tally: Tally, secret: string): Memory | undefined {
  const learnt = new Map(memory);
  let changed = false;
  for (const [name, texts] of tally) {
    const known = learnt.get(name);
    if (known === null || (known === undefined && learnt.size >= MOST_FIELDS) || name.includes(secret))
      continue;
    const fresh = [...texts].filter(
      ([text, by]) => (CHOICES.has(name) || by === true) && !text.includes(secret),
    );
    const values = join(
      name,
      known ?? [],
      fresh.map(([text]) => text),
    );
    if (known !== undefined && values?.length === known.length) continue;
    learnt.set(name, values);
    changed = true;
  }
  return changed ? learnt : undefined;
}

function join(name: string, known: readonly string[], fresh: readonly string[]): readonly string[] | null {
  const values = [...new Set([...known, ...fresh])];
  if (CHOICES.has(name)) return values.slice(0, MOST_CHOICES);
  return values.length > MOST_OTHERS ? null : values;
}
