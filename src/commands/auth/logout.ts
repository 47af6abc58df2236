/** `routera auth logout`: what it takes. */
import { command } from "../../cli/command.ts";

export const logout = command({
  name: "logout",
  summary: "Log out and delete cached tokens",
  description:
    "Removes the token, client credentials and tokenCommand of a profile from the user config, and deletes its cached tokens.\n" +
    "Other settings of the profile do not change. Routera cannot revoke a token: it remains valid until it expires.",
  formatFrom: "environment",
  arguments: [],
  flags: {},
  examples: [
    { line: "routera auth logout", does: "Log out of the current profile" },
    { line: "routera auth logout --profile staging", does: "Log out of another profile" },
  ],
  input: () => undefined,
  action: () => import("./logout.action.ts"),
});
