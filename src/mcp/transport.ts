/**
 * The protocol's messages over stdin and stdout, one JSON text a line. Numbers in the arguments of a call keep their digits,
 * and a line that is not a message is answered with an error instead of silence.
 */
import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/server";
import { parseJSONRPCMessage } from "@modelcontextprotocol/server";
import type { Host } from "../host.ts";
import {
  isJsonObject,
  isLosslessNumber,
  type JsonObject,
  type JsonValue,
  parseJson,
  printJson,
} from "../json.ts";
import { safeJson } from "../text/escape.ts";

/** The longest message that is read, in bytes. */
export const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

/** While the client leaves more bytes than this unread, nothing new is read from it. */
const MAX_UNREAD_BYTES = 8 * 1024 * 1024;

/** How long calls that are at work when stdin ends may take to be answered, in milliseconds. */
const LAST_ANSWERS_MS = 500;

const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;

type TransportHost = Pick<Host, "clock" | "stdin" | "stdout">;

export class StdioTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: NonNullable<Transport["onmessage"]>;
  /** Called once, when nothing more is read or written. */
  onEnd: () => void = () => {};
  readonly #host: TransportHost;
  readonly #maxBytes: number;
  readonly #unanswered = new Set<unknown>();
  #answered: () => void = () => {};
  #isClosed = false;
  #unread = 0;
  #writing: Promise<void> = Promise.resolve();
  #endReading: () => void = () => {};

  constructor(host: TransportHost, maxBytes = MAX_MESSAGE_BYTES) {
    this.#host = host;
    this.#maxBytes = maxBytes;
  }

  async start(): Promise<void> {
    void this.#read();
  }

  /** @throws Error where stdout takes no more */
  async send(message: JSONRPCMessage): Promise<void> {
    try {
      await this.#write(message as unknown as JsonObject);
    } finally {
      if (!("method" in message) && this.#unanswered.delete(message.id)) this.#answered();
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#endReading();
    await this.#writing.catch(() => {});
    this.onclose?.();
    this.onEnd();
  }

  async #read(): Promise<void> {
    const stream = this.#host.stdin.stream();
    this.#endReading = () => stream.destroy();
    try {
      for await (const line of messageLines(stream, this.#maxBytes)) {
        if (this.#isClosed) return;
        this.#take(line);
        if (this.#unread > MAX_UNREAD_BYTES) await this.#writing.catch(() => {});
      }
    } catch (error) {
      if (!this.#isClosed) this.onerror?.(error as Error);
    }
    if (!this.#isClosed) await this.#lastAnswers();
    await this.close();
  }

  /** A call that takes longer is stopped. */
  async #lastAnswers(): Promise<void> {
    if (this.#unanswered.size === 0) return;
    await new Promise<void>((resolve) => {
      const giveUp = this.#host.clock.after(LAST_ANSWERS_MS, resolve);
      this.#answered = () => {
        if (this.#unanswered.size > 0) return;
        giveUp();
        resolve();
      };
    });
  }

  #take(line: Line): void {
    const read = readMessage(line, this.#maxBytes);
    if ("message" in read) {
      const { message } = read;
      if ("method" in message && "id" in message) this.#unanswered.add(message.id);
      this.onmessage?.(message);
    } else if (read.isAnswer) {
      // An answer is not answered: two programs could continue like that for ever.
      this.onerror?.(new Error(read.problem));
    } else {
      this.#refuse(read.code, read.problem, read.id);
    }
  }

  #refuse(code: number, message: string, id: string | number | null = null): void {
    const answer = { jsonrpc: "2.0", id, error: { code, message } };
    this.#write(answer as unknown as JsonObject).catch((error: unknown) => this.onerror?.(error as Error));
  }

  #write(message: JsonObject): Promise<void> {
    if (this.#isClosed) return Promise.reject(new Error("the connection is closed"));
    const text = `${safeJson(printJson(message))}\n`;
    this.#unread += text.length;
    const written = this.#writing
      .catch(() => {})
      .then(() => this.#host.stdout.write(text))
      .finally(() => {
        this.#unread -= text.length;
      });
    this.#writing = written;
    // A client that reads no more has gone away.
    written.catch(() => this.close());
    return written;
  }
}

type ReadMessage =
  | { readonly message: JSONRPCMessage }
  | {
      readonly code: number;
      readonly problem: string;
      readonly id?: string | number | null;
      /** True for what seems to be an answer of the client. */
      readonly isAnswer?: boolean;
    };

function readMessage(line: Line, maxBytes: number): ReadMessage {
  if ("tooLong" in line) {
    return { code: INVALID_REQUEST, problem: `the message is longer than ${maxBytes} bytes` };
  }
  let value: JsonValue;
  try {
    value = parseJson(UTF8.decode(line.bytes));
  } catch {
    return { code: PARSE_ERROR, problem: "the message is not JSON in UTF-8" };
  }
  try {
    return { message: parseJSONRPCMessage(withPlainNumbers(value)) };
  } catch {
    const isAnswer = isJsonObject(value) && ("error" in value || "result" in value);
    const problem = isAnswer ? "a response is not JSON-RPC" : "the message is not a JSON-RPC request";
    return { code: INVALID_REQUEST, problem, id: idOf(value), isAnswer };
  }
}

const UTF8 = new TextDecoder("utf-8", { fatal: true });

type Line = { readonly bytes: Uint8Array } | { readonly tooLong: true };

/** Lines without their ends; blank ones are omitted, and of one that is too long nothing is kept. */
async function* messageLines(stream: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Line> {
  let pieces: Uint8Array[] = [];
  let length = 0;
  const end = (): Line | undefined => {
    const line: Line = length > maxBytes ? { tooLong: true } : { bytes: Buffer.concat(pieces) };
    pieces = [];
    length = 0;
    return "bytes" in line && /^\s*$/.test(Buffer.from(line.bytes).toString("latin1")) ? undefined : line;
  };
  for await (const chunk of stream) {
    let rest = Buffer.from(chunk);
    for (let at = rest.indexOf(0x0a); rest.length > 0; at = rest.indexOf(0x0a)) {
      const piece = at === -1 ? rest : rest.subarray(0, at);
      length += piece.length;
      if (length <= maxBytes) pieces.push(piece);
      else pieces = [];
      if (at === -1) break;
      const line = end();
      if (line !== undefined) yield line;
      rest = rest.subarray(at + 1);
    }
  }
  const line = end();
  if (line !== undefined) yield line;
}

/** Numbers as JavaScript has them, but for those in the arguments of a call that would lose digits. */
function withPlainNumbers(value: JsonValue, path: readonly string[] = []): unknown {
  if (isLosslessNumber(value)) {
    const number = Number(value.value);
    const isArgument = path[0] === "params" && path[1] === "arguments";
    return isArgument && String(number) !== value.value ? value : number;
  }
  if (typeof value !== "object" || value === null) return value;
  const inner = path.length < 2;
  const object = value as Record<string, JsonValue>;
  // Every key is an own one already, so that assigning to `__proto__` sets a value and no prototype.
  for (const key of Object.keys(object)) {
    object[key] = withPlainNumbers(object[key] as JsonValue, inner ? [...path, key] : path) as JsonValue;
  }
  return object;
}

function idOf(value: JsonValue): string | number | null {
  const id = isJsonObject(value) && Object.hasOwn(value, "id") ? value.id : null;
  return typeof id === "string" || typeof id === "number" ? id : null;
}
