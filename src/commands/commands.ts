/** `routera commands`: what it takes. */
import { command } from "../cli/command.ts";

export const commands = command({
  name: "commands",
  summary: "List all commands; with --json, their full description",
  description:
    "Lists all commands. With --json, also prints arguments, flags, choices, examples, exit codes, formats, topics, variables\n" +
    "and the versions of the file formats, for programs and agents. Sends no request and reads no configuration.",
  formatFrom: "environment",
  arguments: [],
  flags: {},
  examples: [
    { line: "routera commands", does: "List all commands" },
    { line: "routera commands --json", does: "Describe the command line for a program or an agent" },
    {
      line: 'routera commands --json --select "exit_codes,versions"',
      does: "Print the exit codes and versions only",
    },
  ],
  input: () => undefined,
  action: () => import("./commands.action.ts"),
});
