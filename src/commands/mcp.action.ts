/** `routera mcp`: what it does. */
import type { Action } from "../cli/command.ts";
import type { AgentServerOptions } from "../cli/context.ts";
import { usage } from "../failure.ts";

export type McpRequest = AgentServerOptions;

export const mcpAction: Action<McpRequest, undefined> = {
  run: async (context, options) => {
    if (context.host.stdin.isTTY) {
      throw usage("stdin_is_terminal", "stdin is a terminal: this server is started by an MCP client", {
        say: "see how to add it to a client",
        help: ["help", "agents"],
      });
    }
    const serve = await context.agentServer();
    await serve(context, options);
    return undefined;
  },
  // stdout belongs to the protocol.
  view: () => undefined,
};
