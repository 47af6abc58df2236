/** `routera auth logout`: what it takes. */
import { command } from "../../cli/command.ts";

export const logout = command({
  name: "logout",
  summary: "remove the credential of a profile, and tokens kept for it",
  description:
    "Removes token, client id and secret, and tokenCommand of a profile from your user file, and the tokens that were kept\n" +
    "for it between calls. The rest of the profile stays. Routera has no way to revoke a token: it works until it ends.",
  formatFrom: "environment",
  arguments: [],
  flags: {},
  examples: [
    { line: "routera auth logout", does: "for the profile in use" },
    { line: "routera auth logout --profile staging", does: "for another one" },
  ],
  input: () => undefined,
  action: () => import("./logout.action.ts"),
});
