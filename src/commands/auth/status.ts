/** `routera auth status`: what it takes. */
import { command } from "../../cli/command.ts";

export const status = command({
  name: "status",
  summary: "Show the current credential and check it",
  description:
    "Shows the profile, base URL, and the source, fingerprint and expiry of the credential, and checks it with one read-only\n" +
    "request. The token is never shown. Exits 4 if the credential is missing, expired or rejected, and 8 if Routera cannot be\n" +
    "reached.",
  formatFrom: "environment",
  arguments: [],
  flags: {},
  examples: [
    { line: "routera auth status", does: "Check the current profile" },
    { line: "routera auth status --json --select accepted", does: "Print true or false for a script" },
  ],
  input: () => undefined,
  action: () => import("./status.action.ts"),
});
