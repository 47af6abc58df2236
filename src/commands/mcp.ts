/** `routera mcp`: what it takes. */
import { command } from "../cli/command.ts";
import { parsed, toggle } from "../cli/flag.ts";
import { countParser } from "../cli/globals.ts";
import { usage } from "../failure.ts";
import type { Input } from "./mcp.action.ts";

/** An agent changes fewer deals at once than a person may. */
const MAX_CHANGES = 100;

export const mcp = command({
  name: "mcp",
  formatFrom: "flags",
  summary: "Serve deals to AI agents over MCP",
  description:
    "Runs a Model Context Protocol (MCP) server on stdin and stdout. An MCP client starts it. The tools read deals, plan\n" +
    "changes and show runs; with --allow-apply they also apply a plan and undo a run, after the user of the client has confirmed.\n" +
    "The server never accepts a token, a file or a base URL from the client. See `routera help agents`.",
  arguments: [],
  flags: {
    allowApply: toggle("Add tools that apply a plan and undo a run"),
    yes: toggle("Apply without a prompt in clients that cannot prompt", { short: "y" }),
    maxChanges: parsed(
      "n",
      `Refuse a plan or an undo that changes more than n deals (default ${MAX_CHANGES})`,
      countParser(MAX_CHANGES),
    ),
  },
  examples: [
    { line: "routera mcp", does: "Read deals and plan changes" },
    { line: "routera mcp --allow-apply --profile sandbox", does: "Apply plans as well, to the sandbox" },
    { line: "routera mcp --allow-apply --max-changes 10", does: "Limit each plan to 10 deals" },
  ],
  input: ({ flags: { allowApply, maxChanges, yes } }): Input => {
    const flag = yes ? "--yes" : maxChanges === undefined ? undefined : "--max-changes";
    if (!allowApply && flag !== undefined) {
      throw usage("apply_not_allowed", `${flag} requires --allow-apply`, "add --allow-apply");
    }
    return { allowApply, yes, maxChanges: maxChanges ?? MAX_CHANGES };
  },
  action: () => import("./mcp.action.ts"),
});
