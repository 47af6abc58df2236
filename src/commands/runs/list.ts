/** `routera runs list`: what it takes. */
import { command } from "../../cli/command.ts";

export const list = command({
  name: "list",
  summary: "list the runs of this machine, newest first",
  arguments: [],
  flags: {},
  examples: [
    { line: "routera runs list", does: "what was done, and what is unfinished" },
    { line: "routera runs list --json", does: "for a script" },
  ],
  input: () => undefined,
  action: () => import("./list.action.ts"),
});
