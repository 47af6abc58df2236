/** `routera profile use <name>`: what it takes. */
import { command } from "../../cli/command.ts";
import { checkProfileName } from "../../config/profileName.ts";
import type { UseRequest } from "./use.action.ts";

export const use = command({
  name: "use",
  summary: "Set the default profile",
  description:
    "Saves the default profile in the user config. --profile, ROUTERA_PROFILE and a project config override it.",
  arguments: [{ name: "name", summary: "Profile name", offers: "profile" }],
  flags: {},
  examples: [
    { line: "routera profile use staging", does: "Use this profile from now on" },
    { line: "routera profile use sandbox", does: "Use the sandbox from now on" },
  ],
  request: ({ arguments: { name = "" } }): UseRequest => ({ name: checkProfileName(name) }),
  action: async () => (await import("./use.action.ts")).useAction,
});
