/** "Did you mean …?" for commands, topics, names and keys. */
import { distance } from "fastest-levenshtein";

/** How many letters have to change to make one text of the other. */
export function editDistance(one: string, other: string): number {
  return distance(one, other);
}

/** The known word that was probably meant, whatever its case; undefined when none is near. */
export function closestMatch(word: string, known: readonly string[]): string | undefined {
  if (word.length > 64) return undefined;
  const typed = word.toLowerCase();
  const [best] = known
    .map((name) => ({ name, steps: editDistance(typed, name.toLowerCase()) }))
    .sort((a, b) => a.steps - b.steps);
  return best && best.steps <= Math.max(1, Math.floor(word.length / 3)) ? best.name : undefined;
}
