/** An agent: the SDK's client and `routera mcp`, joined in this process or by pipes. */
import { PassThrough } from "node:stream";
import {
  type CallToolResult,
  Client,
  type ElicitResult,
  type JSONRPCMessage,
  ReadBuffer,
  serializeMessage,
  type Transport,
} from "@modelcontextprotocol/client";
import type { Home, ProcessResult, RunOptions } from "../harness/program.ts";

export type AgentOptions = Pick<RunOptions, "clock" | "cwd" | "env"> & {
  /** Answers questions; undefined for a client that cannot ask. */
  readonly answer?: ((message: string) => ElicitResult | Promise<ElicitResult>) | undefined;
  /** True: the kind of the protocol in which a call is made again with the answer. */
  readonly isModern?: boolean;
};

export type Agent = {
  readonly client: Client;
  /** Calls a tool. */
  call(name: string, args?: object, options?: Parameters<Client["callTool"]>[1]): Promise<Called>;
  readonly questions: readonly string[];
  /** Sends a line as it is; for a server in this process. */
  write(line: string | Uint8Array): void;
  /** The line of the answer to a message with this ID, as it came; for a server in this process. */
  answerTo(id: number | null): Promise<string>;
  /** Goes away, and waits for the end of the server. */
  leave(): Promise<ProcessResult>;
};

/** `value`: the structured content. `error`: that of a call that failed as a whole. */
export type Called = {
  readonly isError: boolean;
  readonly value: Readonly<Record<string, never>>;
  readonly error:
    | {
        readonly code: string;
        readonly message: string;
        readonly hint: string | null;
        readonly exit_code: number;
      }
    | undefined;
  readonly text: string;
};

/** The server runs inside this process. */
export async function openAgent(
  home: Home,
  words: readonly string[] = [],
  options: AgentOptions = {},
): Promise<Agent> {
  const { answer: _answer, isModern: _isModern, ...run } = options;
  const stdin = new PassThrough();
  const transport = new StreamTransport(stdin);
  let read = 0;
  const onStdout = (text: string): void => {
    transport.receive(text.slice(read));
    read = text.length;
  };
  const ended = home.run(["mcp", ...words], { ...run, stdin, onStdout });
  ended.finally(() => transport.close());
  return agentOver(transport, options, async () => {
    stdin.end();
    return ended;
  });
}

export async function agentOver(
  transport: Transport,
  { answer, isModern = false }: AgentOptions,
  leave: () => Promise<ProcessResult>,
): Promise<Agent> {
  const client = new Client(
    { name: "test", version: "1.0.0" },
    {
      capabilities: answer === undefined ? {} : { elicitation: { form: {} } },
      ...(isModern && { versionNegotiation: { mode: { pin: "2026-07-28" } } }),
    },
  );
  const questions: string[] = [];
  if (answer !== undefined) {
    client.setRequestHandler("elicitation/create", async ({ params }) => {
      questions.push(params.message);
      return answer(params.message);
    });
  }
  await client.connect(transport);
  // Afterwards the client checks each result against the schema of its tool.
  await client.listTools();
  return {
    client,
    questions,
    write: (line) => (transport as StreamTransport).write(line),
    answerTo: (id) => (transport as StreamTransport).answerTo(id),
    call: async (name, args = {}, options = {}) =>
      calledOf((await client.callTool({ name, arguments: { ...args } }, options)) as CallToolResult),
    leave,
  };
}

function calledOf({ content, isError = false, structuredContent }: CallToolResult): Called {
  const [first] = content;
  const value = (structuredContent ?? {}) as Called["value"] & { readonly error?: Called["error"] };
  return { isError, value, error: value.error, text: first?.type === "text" ? first.text : "" };
}

class StreamTransport implements Transport {
  onclose?: () => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly #buffer = new ReadBuffer();
  readonly #stdin: PassThrough;
  #text = "";
  #arrived: () => void = () => {};

  constructor(stdin: PassThrough) {
    this.#stdin = stdin;
  }

  async start(): Promise<void> {}

  write(line: string | Uint8Array): void {
    this.#stdin.write(line);
  }

  async answerTo(id: number | null): Promise<string> {
    for (;;) {
      const line = this.#text.split("\n").find((one) => one !== "" && JSON.parse(one).id === id);
      if (line !== undefined) return line;
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
  }

  receive(text: string): void {
    this.#text += text;
    this.#arrived();
    this.#buffer.append(Buffer.from(text));
    for (;;) {
      try {
        const message = this.#buffer.readMessage();
        if (message === null) return;
        this.onmessage?.(message);
      } catch {
        // The client does not know an error without the ID of a message.
      }
    }
  }

  async send(message: JSONRPCMessage): Promise<void> {
    this.#stdin.write(serializeMessage(message));
  }

  async close(): Promise<void> {
    this.onclose?.();
  }
}

export const YES = (): ElicitResult => ({ action: "accept", content: { confirm: true } });
