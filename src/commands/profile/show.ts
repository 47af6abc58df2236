/** `routera profile show [name]`: what it takes. */
import { command } from "../../cli/command.ts";
import { checkProfileName } from "../../config/profileName.ts";
import type { Input } from "./show.action.ts";

export const show = command({
  name: "show",
  summary: "show every setting, and where each one comes from",
  description:
    "Shows the settings that a call has here and now: flags, environment, project file, user file and defaults together,\n" +
    "each with its source. Of a secret only the fingerprint is shown. Nothing is sent.",
  formatFrom: "environment",
  arguments: [
    { name: "name", summary: "profile; default: the one in use", optional: true, offers: "profile" },
  ],
  flags: {},
  examples: [
    { line: "routera profile show", does: "the profile in use" },
    { line: "routera profile show staging --json --select baseUrl", does: "one setting, for a script" },
  ],
  input: ({ arguments: { name } }): Input => ({
    name: name === undefined ? undefined : checkProfileName(name),
  }),
  action: () => import("./show.action.ts"),
});
