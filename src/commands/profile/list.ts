/** `routera profile list`: what it takes. */
import { command } from "../../cli/command.ts";

export const list = command({
  name: "list",
  summary: "List the profiles of the user and project config",
  formatFrom: "environment",
  arguments: [],
  flags: {},
  examples: [
    { line: "routera profile list", does: "List all profiles; the current one is marked" },
    {
      line: "routera profile list --format ndjson --select name",
      does: "Print the profile names, for a script",
    },
  ],
  input: () => undefined,
  action: () => import("./list.action.ts"),
});
