/** "Did you mean …?" */
import { closest, distance } from "fastest-levenshtein";

/** The known word that was probably meant; undefined when none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0 || word.length > 64) return undefined;
  const found = closest(word.toLowerCase(), known);
  return distance(word.toLowerCase(), found.toLowerCase()) <= Math.max(1, Math.floor(word.length / 3))
    ? found
    : undefined;
}
