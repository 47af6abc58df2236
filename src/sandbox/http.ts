/** HTTP of the sandbox: reads request bodies, makes answers and sends them. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { type JsonValue, printJson } from "../json.ts";

/** One request and its response. */
export type SandboxExchange = {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  /** Names of the faults that struck it. */
  readonly faults: string[];
};

/** What is answered to a request. */
export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** @returns undefined when it has answered on the wire by itself */
export type Handler = (exchange: SandboxExchange) => Promise<Answer | undefined>;

/** JSON, with the digits of its numbers as they are kept. */
export function jsonAnswer(value: JsonValue, status = 200, headers: Answer["headers"] = {}): Answer {
  return {
    status,
    headers: { "Content-Type": "application/json; charset=utf-8", ...headers },
    body: printJson(value),
  };
}

/** `{ "message": …, "error": true }` */
export function errorAnswer(status: number, message: string, headers: Answer["headers"] = {}): Answer {
  return jsonAnswer({ message, error: true }, status, headers);
}

/** Statuses whose responses have no body. */
export const WITHOUT_BODY: readonly number[] = [204, 205, 304];

/** Sends it as a whole, unless the connection is gone. */
export function sendAnswer({ status, headers, body }: Answer, outgoing: ServerResponse): void {
  outgoing.statusCode = status;
  for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
  // HTTP/1.0 has no other way to keep the connection.
  if (!WITHOUT_BODY.includes(status)) outgoing.setHeader("Content-Length", Buffer.byteLength(body));
  outgoing.end(body);
}

const LARGEST = 1024 * 1024;

/**
 * The whole body as text.
 * @returns `too_large` above 1 MiB, `not_text` when it is not UTF-8
 * @throws Error when the client goes away
 */
export async function readBody(
  incoming: IncomingMessage,
): Promise<{ readonly text: string } | { readonly problem: "too_large" | "not_text" }> {
  const bytes = await collect(incoming);
  if (bytes === undefined) return { problem: "too_large" };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return { problem: "not_text" };
  }
}

/** By events, as leaving a loop over the stream would close the connection before an answer. */
function collect(incoming: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise<Buffer | undefined>((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size <= LARGEST) chunks.push(chunk);
      else settle(() => resolve(undefined));
    };
    const onEnd = () => settle(() => resolve(Buffer.concat(chunks)));
    const onClose = () => settle(() => reject(new Error("the client closed the connection")));
    const settle = (conclude: () => void) => {
      incoming.off("data", onData).off("end", onEnd).off("close", onClose).off("error", onClose);
      conclude();
    };
    if (incoming.destroyed && !incoming.readableEnded) return onClose();
    incoming.on("data", onData).on("end", onEnd).on("close", onClose).on("error", onClose);
  });
}
