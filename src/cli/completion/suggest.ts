/** The word under the cursor → what it may become. Knows the tree; everything else is looked up through `Known`. */

import { flagName } from "../flag.ts";
import type { Command, Group } from "../tree.ts";
import { flagNamed, type Standing, standing } from "./completionContext.ts";
import { fitting, type Known, named, type Suggestion, type Suggestions } from "./suggestion.ts";
import { flagValue, localNames, settingWords } from "./values.ts";

/**
 * @param before the words between the program's name and the one under the cursor
 * @param current the word under the cursor, up to the cursor
 */
export async function suggest(
  tree: Group,
  before: readonly string[],
  current: string,
  known: Known,
): Promise<Suggestions> {
  const here = standing(tree, before);
  if (here.open) return flagValue(here.open, current, "", here, known);
  if (!here.ended && current.startsWith("-")) {
    const split = current.indexOf("=") + 1;
    const spelled = split === 0 ? undefined : flagNamed(current.slice(0, split - 1), here.flags);
    if (!spelled) return fitting(flagWords(here), current);
    return flagValue(spelled, current.slice(split), current.slice(0, split), here, known);
  }
  const { node } = here;
  if (node?.kind === "group") return fitting(commandWords(node), current);
  return node ? argumentWords(tree, node, here, current, known) : { words: [] };
}

/** What the next argument may be; flags where none is left. */
async function argumentWords(
  tree: Group,
  command: Command,
  here: Standing,
  current: string,
  known: Known,
): Promise<Suggestions> {
  const last = command.arguments.at(-1);
  const argument = command.arguments[here.words.length] ?? (last?.many ? last : undefined);
  if (!argument) return fitting(here.ended ? [] : flagWords(here), current);
  const { choices, offers } = argument;
  if (choices) return fitting(choices.map(named), current);
  if (offers === "file") return { words: [], file: 0 };
  if (offers === "setting") return settingWords(current);
  if (offers === "topic") return fitting(await topicWords(tree, here.words, known), current);
  return fitting(await localNames(offers, here.given, known), current);
}

/** Every flag that may still be given, in its long spelling. */
function flagWords({ flags, given }: Standing): readonly Suggestion[] {
  const words = Object.entries(flags).flatMap(([key, { summary, repeat, negatable }]) => {
    if (given.has(key) && !repeat) return [];
    const name = flagName(key);
    const on = { value: `--${name}`, summary };
    return negatable ? [on, { value: `--no-${name}`, summary: `no ${summary}` }] : [on];
  });
  return [...words, { value: "--help", summary: "print this help" }];
}

/** Topics and commands; behind the name of a group its commands. */
async function topicWords(
  tree: Group,
  words: readonly string[],
  known: Known,
): Promise<readonly Suggestion[]> {
  const { node } = standing(tree, words);
  if (node?.kind !== "group") return [];
  return words.length > 0 ? commandWords(node) : [...(await known.topics()), ...commandWords(node)];
}

function commandWords({ children }: Group): readonly Suggestion[] {
  return children.map(({ name, summary }) => ({ value: name, summary }));
}
