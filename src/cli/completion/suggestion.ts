/** What the word under the cursor may become. */

/** A whole word, and what it means; '' where there is nothing to say. */
export type Suggestion = { readonly value: string; readonly summary: string };

export type Suggestions = {
  readonly words: readonly Suggestion[];
  /** How many characters of the word under the cursor stand in front of a file's name; undefined: no file is wanted. */
  readonly file?: number;
};

/** Those that go on as the word begins, each once. @param front what stands in front of them in the same word */
export function fitting(all: readonly Suggestion[], typed: string, front = ""): Suggestions {
  const byValue = new Map<string, Suggestion>();
  for (const one of all) {
    if (one.value !== "" && one.value.startsWith(typed) && !byValue.has(one.value))
      byValue.set(one.value, one);
  }
  return { words: [...byValue.values()].map(({ value, summary }) => ({ value: front + value, summary })) };
}

export function named(value: string): Suggestion {
  return { value, summary: "" };
}
