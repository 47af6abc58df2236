/** `routera profile show [name]`: what it takes. */
import { command } from "../../cli/command.ts";
import { checkProfileName } from "../../config/profileName.ts";
import type { Input } from "./show.action.ts";

export const show = command({
  name: "show",
  summary: "Show every setting and its source",
  description:
    "Shows every setting of a command in this directory, and its source: a flag, the environment, the project config,\n" +
    "the user config or the default. Secrets are shown as fingerprints. Sends no request.",
  formatFrom: "environment",
  arguments: [
    {
      name: "name",
      summary: "Profile name (default: the current profile)",
      optional: true,
      offers: "profile",
    },
  ],
  flags: {},
  examples: [
    { line: "routera profile show", does: "Show the current profile" },
    { line: "routera profile show staging --json --select baseUrl", does: "Print one setting, for a script" },
  ],
  input: ({ arguments: { name } }): Input => ({
    name: name === undefined ? undefined : checkProfileName(name),
  }),
  action: () => import("./show.action.ts"),
});
