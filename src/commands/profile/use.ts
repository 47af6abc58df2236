/** `routera profile use <name>`: what it takes. */
import { command } from "../../cli/command.ts";
import { checkProfileName } from "../../config/profileName.ts";
import type { Input } from "./use.action.ts";

export const use = command({
  name: "use",
  summary: "make a profile the one that calls use",
  description:
    "Writes the name of a profile into your user file. --profile, ROUTERA_PROFILE and a project file count before it.",
  formatFrom: "environment",
  arguments: [{ name: "name", summary: "profile", offers: "profile" }],
  flags: {},
  examples: [
    { line: "routera profile use staging", does: "from now on" },
    { line: "routera profile use sandbox", does: "only play, without an account" },
  ],
  input: ({ arguments: { name = "" } }): Input => ({ name: checkProfileName(name) }),
  action: () => import("./use.action.ts"),
});
