/** `routera help [topic]`: what it takes. */
import { command } from "../cli/command.ts";
import type { HelpRequest } from "./help.action.ts";

export const help = command({
  name: "help",
  summary: "Show help for a command or a topic",
  arguments: [
    { name: "topic", summary: "Topic, or the first word of a command", optional: true, offers: "topic" },
    { name: "command", summary: "Second word of a command", optional: true, offers: "topic" },
  ],
  flags: {},
  examples: [
    { line: "routera help exit-codes", does: "Show all exit codes" },
    { line: "routera help deals update", does: "Show the help of a command, like --help" },
  ],
  request: ({ arguments: { topic, command: second } }): HelpRequest => ({
    words: [topic, second].filter((word) => word !== undefined),
  }),
  action: async () => (await import("./help.action.ts")).helpAction,
});
