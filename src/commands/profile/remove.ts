/** `routera profile remove <name>`: what it takes. */
import { command } from "../../cli/command.ts";
import { toggle } from "../../cli/flag.ts";
import { checkProfileName, SANDBOX } from "../../config/profileName.ts";
import { usage } from "../../failure.ts";
import type { RemoveRequest } from "./remove.action.ts";

export const remove = command({
  name: "remove",
  summary: "Remove a profile and its credential",
  arguments: [{ name: "name", summary: "Profile name", offers: "profile" }],
  flags: { yes: toggle("Skip the prompt", { short: "y" }) },
  examples: [
    { line: "routera profile remove staging", does: "Remove a profile after a prompt" },
    { line: "routera profile remove staging --yes", does: "in a script" },
  ],
  request: ({ arguments: { name = "" }, flags }): RemoveRequest => {
    if (name === SANDBOX)
      throw usage("sandbox_profile", `the profile ${SANDBOX} is built in and cannot be removed`, {
        run: { command: "profile list" },
      });
    return { name: checkProfileName(name), yes: flags.yes };
  },
  action: async () => (await import("./remove.action.ts")).removeAction,
});
