/** `routera profile use <name>`: what it takes. */
import { command } from "../../cli/command.ts";
import { checkProfileName } from "../../config/profileName.ts";
import type { Input } from "./use.action.ts";

export const use = command({
  name: "use",
  summary: "Set the default profile",
  description:
    "Saves the default profile in the user config. --profile, ROUTERA_PROFILE and a project config override it.",
  formatFrom: "environment",
  arguments: [{ name: "name", summary: "Profile name", offers: "profile" }],
  flags: {},
  examples: [
    { line: "routera profile use staging", does: "Use this profile from now on" },
    { line: "routera profile use sandbox", does: "Use the sandbox from now on" },
  ],
  input: ({ arguments: { name = "" } }): Input => ({ name: checkProfileName(name) }),
  action: () => import("./use.action.ts"),
});
