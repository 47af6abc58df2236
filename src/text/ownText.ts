/** Texts that are kept for long. Pure. */

/**
 * The same text, for a list that grows with the input: a part of a longer text keeps all of it in memory. A lone surrogate
 * leaves the text as it is.
 */
export function ownText(part: string): string {
  return part.isWellFormed() ? Buffer.from(part).toString() : part;
}
