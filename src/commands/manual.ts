/** `routera manual`: what it takes. */
import { command } from "../cli/command.ts";

export const manual = command({
  name: "manual",
  summary: "Print the man page",
  description: "Prints all commands and topics as a man page (roff).",
  formatFrom: "flags",
  arguments: [],
  flags: {},
  examples: [
    { line: "routera manual > routera.1 && man ./routera.1", does: "Read the man page" },
    {
      line: "routera manual > /usr/local/share/man/man1/routera.1",
      does: "Install the man page for `man routera`",
    },
  ],
  input: () => undefined,
  action: () => import("./manual.action.ts"),
});
