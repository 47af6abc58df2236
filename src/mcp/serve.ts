/** Serves agents over stdin and stdout: both kinds of the protocol, one connection. */
import { McpServer } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import type { ServeAgents } from "../cli/context.ts";
import { asFailure } from "../failure.ts";
import { registerTool, type Tool } from "./call.ts";
import type { AgentClient } from "./confirmation.ts";
import { getDealsTool, listDealsTool } from "./operations/dealTools.ts";
import { planChangesTool, showPlanTool } from "./operations/planTools.ts";
import { listRunsTool, showRunTool } from "./operations/runTools.ts";
import { applyPlanTool, undoRunTool } from "./operations/writeTools.ts";
import { openSession, type Session } from "./session.ts";
import { StdioTransport } from "./transport.ts";
import { UNTRUSTED_NOTICE } from "./untrusted.ts";

const READING: readonly Tool[] = [
  listDealsTool,
  getDealsTool,
  planChangesTool,
  showPlanTool,
  listRunsTool,
  showRunTool,
];

const WRITING: readonly Tool[] = [applyPlanTool, undoRunTool];

export const serveAgents: ServeAgents = async (context, options) => {
  const session = await openSession(context, options);
  const { soft } = context.interrupt;
  const transport = new StdioTransport(context.host);
  const closed = new Promise<void>((resolve) => {
    transport.onEnd = resolve;
  });
  const server = serveStdio(({ era }) => serverOf(session, era === "modern"), {
    transport,
    onerror: (error) => {
      if (context.globals.verbose) void context.warn(`protocol: ${error.message}`, "protocol_error");
    },
  });
  const stop = () => void server.close();
  soft.addEventListener("abort", stop, { once: true });
  if (soft.aborted) stop();
  try {
    await closed;
    // Writes that are under way are finished, and their run can be resumed.
    await session.settled();
  } finally {
    soft.removeEventListener("abort", stop);
    await server.close().catch((error: unknown) => context.warn(asFailure(error).message));
  }
};

function serverOf(session: Session, isModern: AgentClient["isModern"]): McpServer {
  const server = new McpServer(
    { name: "routera", version: session.context.version },
    {
      instructions: instructionsOf(session),
      capabilities: { tools: { listChanged: false } },
      // Answers of users are checked where they are read.
      jsonSchemaValidator: {
        getValidator: () => (data) => ({ valid: true, data: data as never, errorMessage: undefined }),
      },
    },
  );
  for (const one of session.canWrite ? [...READING, ...WRITING] : READING) {
    registerTool({ server, isModern }, session, one);
  }
  return server;
}

function instructionsOf({ account, canWrite }: Session): string {
  const writing = canWrite
    ? "To change deals: plan_changes, show the user the summary, then apply_plan with the digest. undo_run reverts a run: first without, then with the digest that it returns."
    : "Deals cannot be changed in this session: plan_changes only previews.";
  return `Deals of the Routera CRM at ${account.target} (profile ${account.profile}). ${writing} ${UNTRUSTED_NOTICE}`;
}
