/** A server on loopback that answers as configured, and remembers what it was asked. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";

export type RecordedRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
};

/** One answer. */
export type Responder = (response: ServerResponse, request: RecordedRequest) => void;

export type ScriptedServer = {
  readonly url: string;
  readonly seen: readonly RecordedRequest[];
  /** How many connections were made. */
  readonly connections: () => number;
  /** Every byte that came, by connection, as it was before TLS. */
  readonly bytes: () => readonly string[];
  readonly close: () => Promise<void>;
};

/** @param act what to do with each request @param port where it listens; by default wherever there is room */
export async function scriptedServer(
  act: Responder,
  tls?: { readonly key: string; readonly cert: string },
  port = 0,
): Promise<ScriptedServer> {
  const seen: RecordedRequest[] = [];
  const sockets = new Set<Socket>();
  const taps: Buffer[][] = [];
  let connections = 0;
  const listener = async (incoming: IncomingMessage, response: ServerResponse) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Uint8Array);
    const request = {
      method: incoming.method ?? "",
      url: incoming.url ?? "",
      headers: incoming.headers,
      body: Buffer.concat(chunks).toString("utf8"),
    };
    seen.push(request);
    act(response, request);
  };
  const server = tls === undefined ? createServer(listener) : createSecureServer(tls, listener);
  server.on("connection", (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
  });
  server.on(tls === undefined ? "connection" : "secureConnection", (socket: Socket) => {
    const tap: Buffer[] = [];
    taps.push(tap);
    socket.on("data", (chunk: Buffer) => tap.push(chunk));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${address.port}`,
    seen,
    connections: () => connections,
    bytes: () => taps.map((tap) => Buffer.concat(tap).toString("latin1")),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Acts one after the other; the last one continues. */
export function respondInOrder(...acts: readonly Responder[]): Responder {
  let turn = 0;
  return (response, request) => {
    const act = acts[Math.min(turn, acts.length - 1)];
    turn += 1;
    act?.(response, request);
  };
}

/** By method: PATCH one way, GET another. */
export function byMethod(acts: {
  readonly PATCH?: Responder;
  readonly GET?: Responder;
  readonly POST?: Responder;
}): Responder {
  return (response, request) => acts[request.method as keyof typeof acts]?.(response, request);
}

export function answer(
  status: number,
  body: unknown = undefined,
  headers: Readonly<Record<string, string>> = {},
): Responder {
  return (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    if (body === undefined) response.end();
    else response.end(typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body));
  };
}

export const html = (status: number): Responder =>
  answer(status, "<html><h1>Please log in</h1></html>", { "content-type": "text/html" });

/** The connection breaks without an answer. */
export const reset: Responder = (response) => response.socket?.resetAndDestroy();

/** The connection ends in the middle of the body. */
export const cutBody: Responder = (response) => {
  response.writeHead(200, { "content-length": "1000" });
  response.write('{"id":');
  setImmediate(() => response.destroy());
};

/** Nothing at all. */
export const silent: Responder = () => {};

/** One byte now and then, for ever. */
export const drip: Responder = (response) => {
  response.writeHead(200);
  const timer = setInterval(() => response.write(" "), 5);
  response.on("close", () => clearInterval(timer));
};

/** As many bytes as the line takes. */
export const endless: Responder = (response) => {
  response.writeHead(200);
  const block = Buffer.alloc(64 * 1024, " ");
  const more = () => {
    while (!response.destroyed && response.write(block));
  };
  response.on("drain", more);
  more();
};
