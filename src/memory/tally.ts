/** Counts what passes in one call: names of fields, and short texts in them. Bounded, whatever a server sends. */
import { DEFAULT_PROPERTIES, type Deal } from "../deals/deal.ts";
import { CHOICES, isMemorableName, isMemorableValue, neverHasChoices } from "./memorable.ts";

/** By field name and text: the id of the only deal that showed it, or `true` where several did. */
export type Tally = Map<string, Map<string, string | true>>;

/** More deals of one call show little that is new, and a bulk run has millions. */
const MOST_DEALS = 1000;
const MOST_NAMES = 400;
const MOST_TEXTS = 200;

/** @returns a function that counts one deal in */
export function counter(tally: Tally): (deal: Deal) => void {
  let deals = 0;
  return (deal) => {
    if (deals >= MOST_DEALS) return;
    deals += 1;
    for (const [name, value] of Object.entries(deal)) {
      // A property that was asked for by a mistyped name may come back empty.
      if (value === null) continue;
      const texts = textsOf(name, tally);
      if (texts && typeof value === "string" && !neverHasChoices(name)) count(value, name, deal.id, texts);
    }
  };
}

function textsOf(name: string, tally: Tally): Map<string, string | true> | undefined {
  const known = tally.get(name);
  if (known) return known;
  // The names of default properties are known anyway.
  const worth = CHOICES.has(name) || (!DEFAULTS.has(name) && isMemorableName(name));
  if (!worth || tally.size >= MOST_NAMES) return undefined;
  const texts = new Map<string, string | true>();
  tally.set(name, texts);
  return texts;
}

const DEFAULTS: ReadonlySet<string> = new Set(DEFAULT_PROPERTIES);

function count(value: string, name: string, id: string, texts: Map<string, string | true>): void {
  const by = texts.get(value);
  if (by === true || by === id) return;
  if (by !== undefined) texts.set(value, true);
  else if (texts.size < MOST_TEXTS && isMemorableValue(value, name)) texts.set(value, id);
}
