/** `routera profile list`: what it takes. */
import { command } from "../../cli/command.ts";

export const list = command({
  name: "list",
  summary: "list the profiles of your user file and of the project",
  formatFrom: "environment",
  arguments: [],
  flags: {},
  examples: [
    { line: "routera profile list", does: "all profiles; the one in use is marked" },
    { line: "routera profile list --format ndjson --select name", does: "their names, for a script" },
  ],
  input: () => undefined,
  action: () => import("./list.action.ts"),
});
