/** `routera commands`: what it takes. */
import { command } from "../cli/command.ts";

export const commands = command({
  name: "commands",
  summary: "list every command; with --json all that can be typed, for programs",
  description:
    "Lists every command. With --json: arguments, flags with their values and choices, examples, exit codes, formats, topics\n" +
    "and the versions of the file formats, as this very program reads them. Nothing is sent, no configuration is read.",
  formatFrom: "environment",
  arguments: [],
  flags: {},
  examples: [
    { line: "routera commands", does: "a list for people" },
    { line: "routera commands --json", does: "everything, for a program or an agent" },
    { line: "routera commands --json --select exit_codes,versions", does: "a part of it" },
  ],
  input: () => undefined,
  action: () => import("./commands.action.ts"),
});
