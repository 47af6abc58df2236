/** `routera help [topic]`: what it does. */

import { commandsMeant } from "../cli/aliases/correctedLine.ts";
import { type CommandResult, result } from "../cli/command.ts";
import type { Context } from "../cli/context.ts";
import { boldHeadings, commandHelp, groupHelp } from "../cli/help.ts";
import { commandsNamed, joinAlternatives, resolveCommand } from "../cli/resolveCommand.ts";
import type { Command, Group } from "../cli/tree.ts";
import { type Failure, usage } from "../failure.ts";
import type { Hint } from "../hint.ts";
import { closestMatch } from "../text/closestMatch.ts";
import type { View } from "../views/view.ts";
import { TOPICS } from "./topics/index.ts";
import { topicPlace } from "./topics/place.ts";

/** A command's path such as `deals update`, or the name of a topic; neither for the program itself. */
export type Input = { readonly words: readonly string[] };

type HelpResult = { readonly topic: string; readonly text: string };

export async function execute({ host, tree }: Context, { words }: Input): Promise<CommandResult> {
  return result(helpView, { topic: words.join(" "), text: textOf(host, tree, words) });
}

const helpView: View<HelpResult> = {
  table: ({ text }, { style }) => boldHeadings(text, style),
  value: ({ topic, text }) => ({ one: { topic, text } }),
};

function textOf(host: Context["host"], tree: Group, words: readonly string[]): string {
  const [first, ...rest] = words;
  const topic =
    first !== undefined && rest.length === 0 && Object.hasOwn(TOPICS, first) ? TOPICS[first] : undefined;
  if (topic) return topic.text(topicPlace(host));
  let node: Group | Command = tree;
  for (const word of words) {
    const children: readonly (Group | Command)[] = node.kind === "group" ? node.children : [];
    const child: Group | Command | undefined = children.find((one) => one.name === word);
    if (!child) {
      throw unknownTopic(tree, words, node);
    }
    node = child;
  }
  return node.kind === "group" ? groupHelp(node, words) : commandHelp(node, words);
}

/** @param node as deep as the words agree with the tree */
function unknownTopic(tree: Group, words: readonly string[], node: Group | Command): Failure {
  const { path, stray = words.at(-1) ?? "" } = resolveCommand(tree, words);
  const children = node.kind === "group" ? node.children.map(({ name }) => name) : [];
  const topics = Object.keys(TOPICS);
  const close = closestMatch(stray, [...children, ...(path.length === 0 ? topics : [])]);
  const [meant, ...others] = commandsMeant(tree, words);
  if (meant !== undefined) {
    const paths = [meant, ...others];
    return usage(
      "unknown_topic",
      `help topic ${JSON.stringify(words.join(" "))} not found`,
      others.length > 0 ? joinAlternatives(paths, "routera help") : { help: ["help", ...meant] },
    );
  }
  const elsewhere = close === undefined || close !== stray ? commandsNamed(tree, stray) : [];
  const exact = elsewhere.some((other) => other.at(-1) === stray);
  return usage(
    "unknown_topic",
    `help topic ${JSON.stringify(words.join(" "))} not found${close && !exact ? ` (did you mean ${close}?)` : ""}`,
    hint(),
  );

  function hint(): Hint {
    if (close !== undefined && !exact) return { help: ["help", ...path, close] };
    if (elsewhere.length > 0) return joinAlternatives(elsewhere, "routera help");
    return { say: `topics: ${topics.join(", ")}; commands`, help: ["--help"] };
  }
}
