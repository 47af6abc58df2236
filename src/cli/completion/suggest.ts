/** The word under the cursor → what it may become. Knows the tree; everything else is looked up through `CompletionSource`. */

import { flagName } from "../flag.ts";
import type { Command, Group } from "../tree.ts";
import { type CompletionContext, flagNamed, readCompletionContext } from "./completionContext.ts";
import {
  type CompletionSource,
  matchingSuggestions,
  type Suggestion,
  type Suggestions,
  suggestionOf,
} from "./suggestion.ts";
import { flagValue, localNames, settingWords } from "./values.ts";

/**
 * @param before the words between the program's name and the one under the cursor
 * @param current the word under the cursor, up to the cursor
 */
export async function suggest(
  tree: Group,
  before: readonly string[],
  current: string,
  source: CompletionSource,
): Promise<Suggestions> {
  const here = readCompletionContext(tree, before);
  if (here.open) return flagValue(here.open, current, "", here, source);
  if (!here.ended && current.startsWith("-")) {
    const split = current.indexOf("=") + 1;
    const spelled = split === 0 ? undefined : flagNamed(current.slice(0, split - 1), here.flags);
    if (!spelled) return matchingSuggestions(flagWords(here), current);
    return flagValue(spelled, current.slice(split), current.slice(0, split), here, source);
  }
  const { node } = here;
  if (node?.kind === "group") return matchingSuggestions(commandWords(node), current);
  return node ? argumentWords(tree, node, here, current, source) : { words: [] };
}

/** What the next argument may be; flags where none is left. */
async function argumentWords(
  tree: Group,
  command: Command,
  here: CompletionContext,
  current: string,
  source: CompletionSource,
): Promise<Suggestions> {
  const last = command.arguments.at(-1);
  const argument = command.arguments[here.words.length] ?? (last?.many ? last : undefined);
  if (!argument) return matchingSuggestions(here.ended ? [] : flagWords(here), current);
  const { choices, offers } = argument;
  if (choices) return matchingSuggestions(choices.map(suggestionOf), current);
  if (offers === "file") return { words: [], file: 0 };
  if (offers === "setting") return settingWords(current);
  if (offers === "topic") return matchingSuggestions(await topicWords(tree, here.words, source), current);
  return matchingSuggestions(await localNames(offers, here.given, source), current);
}

/** Every flag that may still be given, in its long spelling. */
function flagWords({ flags, given }: CompletionContext): readonly Suggestion[] {
  const words = Object.entries(flags).flatMap(([key, { summary, repeat, negatable }]) => {
    if (given.has(key) && !repeat) return [];
    const name = flagName(key);
    const on = { value: `--${name}`, summary };
    return negatable ? [on, { value: `--no-${name}`, summary }] : [on];
  });
  return [...words, { value: "--help", summary: "Show this help" }];
}

/** Topics and commands; behind the name of a group its commands. */
async function topicWords(
  tree: Group,
  words: readonly string[],
  source: CompletionSource,
): Promise<readonly Suggestion[]> {
  const { node } = readCompletionContext(tree, words);
  if (node?.kind !== "group") return [];
  return words.length > 0 ? commandWords(node) : [...(await source.topics()), ...commandWords(node)];
}

function commandWords({ children }: Group): readonly Suggestion[] {
  return children.map(({ name, summary }) => ({ value: name, summary }));
}
