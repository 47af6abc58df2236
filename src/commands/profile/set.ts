/** `routera profile set <name> <key=value...>`: what it takes. */
import { command } from "../../cli/command.ts";
import { list } from "../../cli/flag.ts";
import { checkProfileName, SANDBOX } from "../../config/profileName.ts";
import { usage } from "../../failure.ts";
import type { Input } from "./set.action.ts";

export const set = command({
  name: "set",
  summary: "change settings of a profile in your user file",
  description:
    "Changes settings of a profile in your user file; makes the profile where there is none. Comments and order of the file stay.\n" +
    "Secrets are not set here, but with `routera auth login`. The keys: routera help configuration",
  formatFrom: "environment",
  arguments: [
    { name: "name", summary: "profile", offers: "profile" },
    { name: "key=value", summary: "settings", optional: true, many: true, offers: "setting" },
  ],
  flags: { unset: list("key", "take this setting out", { offers: "setting" }) },
  examples: [
    {
      line: "routera profile set staging baseUrl=https://staging.example.com timeout=10s",
      does: "two at once",
    },
    { line: "routera profile set audit readonly=true", does: "a profile that only reads" },
    {
      line: `routera profile set work tokenCommand='["pass","show","routera"]'`,
      does: "a token from a program",
    },
    { line: "routera profile set staging --unset timeout", does: "back to the default" },
  ],
  input: ({ arguments: { name = "" }, rest, flags }): Input => {
    if (name === SANDBOX) {
      throw usage(
        "sandbox_profile",
        `the profile ${SANDBOX} is built in and has no settings`,
        "choose another name",
      );
    }
    return { name: checkProfileName(name), words: rest, unset: flags.unset };
  },
  action: () => import("./set.action.ts"),
});
