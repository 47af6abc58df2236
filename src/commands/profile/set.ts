/** `routera profile set <name> <key=value...>`: what it takes. */
import { command } from "../../cli/command.ts";
import { list } from "../../cli/flag.ts";
import { checkProfileName, SANDBOX } from "../../config/profileName.ts";
import { usage } from "../../failure.ts";
import type { Input } from "./set.action.ts";

export const set = command({
  name: "set",
  summary: "Change the settings of a profile",
  description:
    "Changes settings of a profile in the user config, and creates the profile if it does not exist. Comments and order of the\n" +
    "file are kept. Set secrets with `routera auth login`. For all keys, run `routera help configuration`.",
  formatFrom: "environment",
  arguments: [
    { name: "name", summary: "Profile name", offers: "profile" },
    { name: "key=value", summary: "Settings to change", optional: true, many: true, offers: "setting" },
  ],
  flags: { unset: list("key", "Remove a setting", { offers: "setting" }) },
  examples: [
    {
      line: "routera profile set staging baseUrl=https://staging.example.com timeout=10s",
      does: "Change two settings",
    },
    { line: "routera profile set audit readonly=true", does: "Make a profile read-only" },
    {
      line: `routera profile set work tokenCommand='["pass","show","routera"]'`,
      does: "Get the token from a program",
    },
    { line: "routera profile set staging --unset timeout", does: "Restore the default of a setting" },
  ],
  input: ({ arguments: { name = "" }, rest, flags }): Input => {
    if (name === SANDBOX) {
      throw usage(
        "sandbox_profile",
        `the profile ${SANDBOX} is built in and has no settings`,
        "use another profile name",
      );
    }
    return { name: checkProfileName(name), words: rest, unset: flags.unset };
  },
  action: () => import("./set.action.ts"),
});
