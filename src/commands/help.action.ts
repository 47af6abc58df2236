/** `routera help [topic]`: what it does. */
import type { Action, Command, Group } from "../cli/command.ts";
import { commandHelp, groupHelp } from "../cli/help.ts";
import { usage } from "../failure.ts";
import { nearest } from "../nearest.ts";
import type { View } from "../views/view.ts";
import type { HelpRequest } from "./help.ts";
import { tree } from "./index.ts";
import { TOPICS } from "./topics/index.ts";

type HelpResult = { readonly topic: string; readonly text: string };

export const helpAction: Action<HelpRequest, HelpResult> = {
  withoutSettings: true,
  run: async (_context, { words }) => ({ topic: words.join(" "), text: textOf(words) }),
  view: () => helpView,
};

const helpView: View<HelpResult> = {
  table: ({ text }) => text,
  value: ({ topic, text }) => ({ one: { topic, text } }),
};

function textOf(words: readonly string[]): string {
  const [first, ...rest] = words;
  const topic =
    first !== undefined && rest.length === 0 && Object.hasOwn(TOPICS, first) ? TOPICS[first] : undefined;
  if (topic) return topic.text();
  let node: Group | Command = tree;
  for (const word of words) {
    const children: readonly (Group | Command)[] = node.kind === "group" ? node.children : [];
    const child: Group | Command | undefined = children.find((one) => one.name === word);
    if (!child) {
      const known = [...children.map((one) => one.name), ...(node === tree ? Object.keys(TOPICS) : [])];
      const close = nearest(word, known);
      throw usage(
        "unknown_topic",
        `there is no help for ${JSON.stringify(words.join(" "))}${close ? ` (did you mean ${close}?)` : ""}`,
        `topics: ${Object.keys(TOPICS).join(", ")}; commands: routera --help`,
      );
    }
    node = child;
  }
  return node.kind === "group" ? groupHelp(node, words) : commandHelp(node, words);
}
