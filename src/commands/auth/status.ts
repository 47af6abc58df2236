/** `routera auth status`: what it takes. */
import { command } from "../../cli/command.ts";

export const status = command({
  name: "status",
  summary: "show who you are to Routera, and whether it accepts that",
  description:
    "Shows the profile, the address, where the credential comes from, its fingerprint and its end, and asks Routera with one\n" +
    "harmless request whether it is accepted. Exit code 4 when it is not, or when there is none, and 8 when Routera cannot be\n" +
    "reached. The token is never shown.",
  formatFrom: "environment",
  arguments: [],
  flags: {},
  examples: [
    { line: "routera auth status", does: "for the profile in use" },
    { line: "routera auth status --json --select accepted", does: "for a script" },
  ],
  input: () => undefined,
  action: () => import("./status.action.ts"),
});
