/** `routera mcp`: what it does. */
import { type CommandResult, noResult } from "../cli/command.ts";
import type { AgentServerOptions, Context } from "../cli/context.ts";
import { usage } from "../failure.ts";

export type Input = AgentServerOptions;

export async function execute(context: Context, input: Input): Promise<CommandResult> {
  if (context.host.stdin.isTTY) {
    throw usage("stdin_is_terminal", "stdin is a terminal: this server is started by an MCP client", {
      say: "show how to add it to a client",
      help: ["help", "agents"],
    });
  }
  const serve = await context.agentServer();
  await serve(context, input);
  // stdout belongs to the protocol.
  return noResult();
}
