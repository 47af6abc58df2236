/** `routera runs list`: what it takes. */
import { command } from "../../cli/command.ts";

export const list = command({
  name: "list",
  summary: "List the runs on this machine, newest first",
  arguments: [],
  flags: {},
  examples: [
    { line: "routera runs list", does: "List all runs and their status" },
    { line: "routera runs list --json", does: "List all runs as JSON, for a script" },
  ],
  input: () => undefined,
  action: () => import("./list.action.ts"),
});
