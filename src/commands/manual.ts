/** `routera manual`: what it takes. */
import { command } from "../cli/command.ts";

export const manual = command({
  name: "manual",
  summary: "print the manual page, for man",
  description:
    "Prints all commands and topics as a manual page (roff), made from what this program itself reads.",
  formatFrom: "flags",
  arguments: [],
  flags: {},
  examples: [
    { line: "routera manual | man -l -", does: "read it" },
    { line: "routera manual > /usr/local/share/man/man1/routera.1", does: "install it; then: man routera" },
  ],
  input: () => undefined,
  action: () => import("./manual.action.ts"),
});
