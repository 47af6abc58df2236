/** `routera help [topic]`: what it takes. */
import { command } from "../cli/command.ts";
import type { Input } from "./help.action.ts";

export const help = command({
  name: "help",
  summary: "Show help for a command or a topic",
  formatFrom: "environment",
  arguments: [
    { name: "topic", summary: "Topic, or the first word of a command", optional: true, offers: "topic" },
    { name: "command", summary: "Second word of a command", optional: true, offers: "topic" },
  ],
  flags: {},
  examples: [
    { line: "routera help exit-codes", does: "Show all exit codes" },
    { line: "routera help deals update", does: "Show the help of a command, like --help" },
  ],
  input: ({ arguments: { topic, command: second } }): Input => ({
    words: [topic, second].filter((word) => word !== undefined),
  }),
  action: () => import("./help.action.ts"),
});
