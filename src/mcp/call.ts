/** One call of a tool: arguments in, a result or an error object out, with progress and a stop of its own. */
import type { CallToolResult, InputRequiredResult, ServerContext } from "@modelcontextprotocol/server";
import type { Account } from "../account/account.ts";
import { asFailure, describeFailure, type Failure, usage } from "../failure.ts";
import { isLosslessNumber, type JsonObject, type JsonValue, jsonNumber, printJson } from "../json.ts";
import type { PlanObserver } from "../plans/observer.ts";
import { safeJson } from "../text/escape.ts";
import { failureObjectJson } from "../views/failure.ts";
import { type AgentClient, QuestionForClient } from "./confirmation.ts";
import { accountOfRequest, stoppableRequest } from "./requestAccount.ts";
import {
  argumentsSchema,
  type InputSchema,
  type OutputSchema,
  readArguments,
  resultSchema,
} from "./schema.ts";
import type { Session } from "./session.ts";
import { visibleValue } from "./untrusted.ts";

/** What a tool gets besides its arguments. */
export type Call = {
  readonly session: Session;
  readonly client: AgentClient;
  /** Stops with this call. */
  readonly account: Account;
  readonly on: PlanObserver;
  /** What was said that did not stop the call. */
  readonly warnings: readonly JsonObject[];
  /** @param message what is being done */
  progress(done: number, total: number | undefined, message: string): Promise<void>;
};

/** `exitCode`: that of the command that does the same. */
export type ToolResult = { readonly value: JsonObject; readonly exitCode?: number };

export type Tool<Input extends InputSchema = InputSchema> = {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: Input;
  readonly output: OutputSchema;
  /** True for a tool that changes deals. */
  readonly writes: boolean;
  readonly run: (call: Call, input: ReturnType<Input["parse"]>) => Promise<ToolResult>;
};

/** Checks the types of a tool's parts against each other, then forgets them. */
export function tool<Input extends InputSchema>(parts: Tool<Input>): Tool {
  return parts as unknown as Tool;
}

export function registerTool(
  { isModern, server }: Omit<AgentClient, "context">,
  session: Session,
  one: Tool,
): void {
  const { description, input, name, output, title, writes } = one;
  server.registerTool(
    name,
    {
      title,
      description,
      inputSchema: argumentsSchema(input),
      outputSchema: resultSchema(output),
      annotations: {
        readOnlyHint: !writes,
        destructiveHint: writes,
        idempotentHint: !writes,
        openWorldHint: true,
      },
    },
    (given, context) => session.track(run({ server, isModern, context }, session, one, given)),
  );
}

async function run(
  client: AgentClient,
  session: Session,
  { input, name, run: work }: Tool,
  given: unknown,
): Promise<CallToolResult | InputRequiredResult> {
  const { context, stop } = session;
  const request = stoppableRequest(stop, context.interrupt.hard, client.context.mcpReq.signal);
  const closers: (() => void | Promise<void>)[] = [];
  const warnings: JsonObject[] = [];
  const progress = progressOf(session, client.context);
  const call: Call = {
    session,
    client,
    account: accountOfRequest(session.account, request),
    warnings,
    progress,
    on: {
      onClose: (close) => void closers.push(close),
      progress: async (reading) => {
        if (reading !== undefined) await progress(reading.done, reading.total, "Reading deals");
      },
      warning: ({ code, isNote, run: command, say }) => {
        if (isNote) return;
        const line = command === undefined ? "" : `: ${session.wording.line(command)}`;
        warnings.push({ code, message: `${session.wording.words(say)}${line}` });
      },
    },
  };
  try {
    const { exitCode = 0, value } = await work(call, readArguments(name, input, given));
    return resultOf(value, exitCode !== 0);
  } catch (error) {
    if (error instanceof QuestionForClient) return error.result;
    return failureResult(session, asFailure(error));
  } finally {
    request.release();
    for (const close of closers.reverse()) await Promise.resolve(close()).catch(() => {});
  }
}

function resultOf(value: JsonObject, isError: boolean): CallToolResult {
  const shown = visibleValue(value) as JsonObject;
  return {
    content: [{ type: "text", text: safeJson(printJson(shown)) }],
    // Numbers with all their digits, which the transport prints as they are.
    structuredContent: shown as CallToolResult["structuredContent"] & object,
    ...(isError && { isError }),
  };
}

function failureResult({ wording }: Session, failure: Failure): CallToolResult {
  return resultOf({ error: failureObjectJson(failure, describeFailure(failure, wording)) }, true);
}

/** How often a client is reported, in milliseconds. */
const PROGRESS_INTERVAL_MS = 200;

/** Says nothing to a client that did not ask for it. What is reported only grows. */
function progressOf({ context: { host } }: Session, { mcpReq }: ServerContext): Call["progress"] {
  const token = mcpReq._meta?.progressToken;
  let told = -1;
  let next = 0;
  return async (done, total, message) => {
    const now = host.clock.elapsed();
    if (token === undefined || done <= told || (now < next && done !== total)) return;
    told = done;
    next = now + PROGRESS_INTERVAL_MS;
    const params = { progressToken: token, progress: done, ...(total !== undefined && { total }), message };
    await mcpReq.notify({ method: "notifications/progress", params }).catch(() => {});
  };
}

/** The arguments as JSON values: numbers with their digits. */
export function jsonValueOf(value: unknown): JsonValue {
  if (typeof value === "number") return jsonNumber(value);
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (isLosslessNumber(value)) return value;
  if (Array.isArray(value)) return value.map(jsonValueOf);
  if (typeof value !== "object") throw usage("bad_argument", "an argument is not JSON");
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, jsonValueOf(inner)]));
}
