/** `routera profile remove <name>`: what it takes. */
import { command } from "../../cli/command.ts";
import { toggle } from "../../cli/flag.ts";
import { checkProfileName, SANDBOX } from "../../config/profileName.ts";
import { usage } from "../../failure.ts";
import type { Input } from "./remove.action.ts";

export const remove = command({
  name: "remove",
  summary: "Remove a profile and its credential",
  formatFrom: "environment",
  arguments: [{ name: "name", summary: "Profile name", offers: "profile" }],
  flags: { yes: toggle("Skip the prompt", { short: "y" }) },
  examples: [
    { line: "routera profile remove staging", does: "Remove a profile after a prompt" },
    {
      line: "routera profile remove staging --yes",
      does: "Remove a profile from a script, without a prompt",
    },
  ],
  input: ({ arguments: { name = "" }, flags }): Input => {
    if (name === SANDBOX)
      throw usage("sandbox_profile", `the profile ${SANDBOX} is built in and cannot be removed`, {
        run: { command: "profile list" },
      });
    return { name: checkProfileName(name), yes: flags.yes };
  },
  action: () => import("./remove.action.ts"),
});
