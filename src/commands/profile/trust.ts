/** `routera profile trust [DIR]`: what it takes. */
import { command } from "../../cli/command.ts";
import { toggle } from "../../cli/flag.ts";
import { usage } from "../../failure.ts";
import { option, words } from "../../hint.ts";
import type { Input } from "./trust.action.ts";

export const trust = command({
  name: "trust",
  summary: "let a project file use its own address and token",
  description:
    "Lets the project file that is read in DIR send deals to its own base URL with its own token. Shows the address, asks,\n" +
    "and saves directory and address in your user file. A changed address needs new trust; a file below node_modules gets none.",
  formatFrom: "environment",
  arguments: [
    { name: "dir", summary: "directory; default: the current one", optional: true, offers: "file" },
  ],
  flags: {
    list: toggle("list the trusted directories"),
    remove: toggle("end the trust in a directory"),
    yes: toggle("do not ask", { short: "y" }),
  },
  examples: [
    { line: "routera profile trust", does: "the project here: shows its address and asks first" },
    { line: "routera profile trust ../sales --yes", does: "in a script" },
    { line: "routera profile trust --list", does: "what is trusted" },
    { line: "routera profile trust ../sales --remove", does: "not any more" },
  ],
  input: ({ arguments: { dir }, flags: { list, remove, yes } }): Input => {
    if (list && remove)
      throw usage(
        "trust_task_unclear",
        words`${option("list")} and --remove cannot be used together`,
        "leave one out",
      );
    if (list && dir !== undefined)
      throw usage("trust_task_unclear", words`${option("list")} takes no directory`, "leave it out");
    return { task: list ? "list" : remove ? "remove" : "add", directory: dir ?? ".", yes };
  },
  action: () => import("./trust.action.ts"),
});
