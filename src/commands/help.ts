/** `routera help [topic]`: what it takes. */
import { command } from "../cli/command.ts";
import type { Input } from "./help.action.ts";

export const help = command({
  name: "help",
  summary: "explain a command or a topic (exit-codes, environment, configuration, …)",
  formatFrom: "environment",
  arguments: [
    { name: "topic", summary: "a topic or the first word of a command", optional: true, offers: "topic" },
    { name: "command", summary: "the second word of a command", optional: true, offers: "topic" },
  ],
  flags: {},
  examples: [
    { line: "routera help exit-codes", does: "what each exit code means" },
    { line: "routera help deals update", does: "the same as routera deals update --help" },
  ],
  input: ({ arguments: { topic, command: second } }): Input => ({
    words: [topic, second].filter((word) => word !== undefined),
  }),
  action: () => import("./help.action.ts"),
});
