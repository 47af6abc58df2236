/** Suggestions for the word at the cursor, and the local sources that they come from. */
import type { CompletionContext } from "./completionContext.ts";

/** A whole word, and what it means; '' where there is nothing to say. */
export type Suggestion = { readonly value: string; readonly summary: string };

export type Suggestions = {
  readonly words: readonly Suggestion[];
  /** How many characters of the word under the cursor are in front of a file's name; undefined: no file is wanted. */
  readonly file?: number;
};

/** Those that continue as the word begins, each once. @param front what is in front of them in the same word */
export function matchingSuggestions(all: readonly Suggestion[], typed: string, front = ""): Suggestions {
  const byValue = new Map<string, Suggestion>();
  for (const one of all) {
    if (one.value !== "" && one.value.startsWith(typed) && !byValue.has(one.value))
      byValue.set(one.value, one);
  }
  return { words: [...byValue.values()].map(({ value, summary }) => ({ value: front + value, summary })) };
}

export function suggestionOf(value: string): Suggestion {
  return { value, summary: "" };
}

/** Each is asked only when it is needed, and none throws. */
export type CompletionSource = {
  /** @param given flags typed so far: they may name another configuration */
  profiles(given: CompletionContext["given"]): Promise<readonly string[]>;
  /** Newest first. */
  runs(): Promise<readonly string[]>;
  topics(): Promise<readonly Suggestion[]>;
  /** Names of fields seen so far, with values seen, at the address that these flags mean. */
  fields(given: CompletionContext["given"]): Promise<ReadonlyMap<string, readonly string[]>>;
};
