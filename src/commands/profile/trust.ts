/** `routera profile trust [DIR]`: what it takes. */
import { command } from "../../cli/command.ts";
import { toggle } from "../../cli/flag.ts";
import { usage } from "../../failure.ts";
import { option, words } from "../../hint.ts";
import type { Input } from "./trust.action.ts";

export const trust = command({
  name: "trust",
  summary: "Allow a project config to use its own base URL and token",
  description:
    "Allows the project config of a directory to send deals to its own base URL with its own token. Shows the base URL, prompts,\n" +
    "and saves directory and base URL in the user config. A changed base URL must be trusted again. A project config below\n" +
    "node_modules is never trusted.",
  formatFrom: "environment",
  arguments: [
    { name: "dir", summary: "Directory (default: the current directory)", optional: true, offers: "file" },
  ],
  flags: {
    list: toggle("List the trusted directories"),
    remove: toggle("Stop trusting a directory"),
    yes: toggle("Skip the prompt", { short: "y" }),
  },
  examples: [
    { line: "routera profile trust", does: "Trust the project in the current directory, after a prompt" },
    { line: "routera profile trust ../sales --yes", does: "Trust a project from a script, without a prompt" },
    { line: "routera profile trust --list", does: "List the trusted directories" },
    { line: "routera profile trust ../sales --remove", does: "Stop trusting a directory" },
  ],
  input: ({ arguments: { dir }, flags: { list, remove, yes } }): Input => {
    if (list && remove)
      throw usage(
        "trust_task_unclear",
        words`${option("list")} and --remove cannot be used together`,
        "remove one of them",
      );
    if (list && dir !== undefined)
      throw usage(
        "trust_task_unclear",
        words`${option("list")} and a directory cannot be used together`,
        "remove the directory",
      );
    return { task: list ? "list" : remove ? "remove" : "add", directory: dir ?? ".", yes };
  },
  action: () => import("./trust.action.ts"),
});
