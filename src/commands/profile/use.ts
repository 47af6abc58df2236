/** `routera profile use <name>`: what it takes. */
import { command } from "../../cli/command.ts";
import { checkProfileName } from "../../config/profileName.ts";
import type { UseRequest } from "./use.action.ts";

export const use = command({
  name: "use",
  summary: "make a profile the one that calls use",
  description:
    "Writes the name of a profile into your user file. --profile, ROUTERA_PROFILE and a project file count before it.",
  arguments: [{ name: "name", summary: "profile", offers: "profile" }],
  flags: {},
  examples: [
    { line: "routera profile use staging", does: "from now on" },
    { line: "routera profile use sandbox", does: "only play, without an account" },
  ],
  request: ({ arguments: { name = "" } }): UseRequest => ({ name: checkProfileName(name) }),
  action: async () => (await import("./use.action.ts")).useAction,
});
