/** A proxy that writes down every byte that it sees, and what it was asked for. */
import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { PassThrough } from "node:stream";

export type ConnectRecorder = {
  readonly port: number;
  /** `CONNECT localhost:443`, `GET http://…` */
  readonly asked: string[];
  /** Headers of every request, by name. */
  readonly headers: NodeJS.Dict<string | string[]>[];
  /** All bytes in both directions, with the heads of requests. */
  bytes(): string;
  close(): Promise<void>;
};

/**
 * @param refuse status line to answer CONNECT with, instead of opening a tunnel; `times`: after so many it opens them
 * @param wrap makes the server; default plain http
 */
export async function connectRecorder(
  refuse?: string,
  {
    times = Number.POSITIVE_INFINITY,
    wrap = (listener: RequestListener): Server => createServer(listener),
  } = {},
): Promise<ConnectRecorder> {
  const asked: string[] = [];
  const headers: NodeJS.Dict<string | string[]>[] = [];
  const chunks: Buffer[] = [];
  const sockets = new Set<Socket>();
  const record = () => new PassThrough().on("data", (chunk: Buffer) => chunks.push(chunk));
  const server = wrap((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(500).end();
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).on("data", (chunk: Buffer) => chunks.push(chunk));
  });
  server.on("connect", (request, client: Socket, head: Buffer) => {
    asked.push(`CONNECT ${request.url}`);
    headers.push(request.headers);
    if (refuse !== undefined && asked.length <= times) {
      client.end(`HTTP/1.1 ${refuse}\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const [host = "", port] = (request.url ?? "").split(":");
    const target = connect(Number(port), host, () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      target.write(head);
      client.pipe(record()).pipe(target);
      target.pipe(record()).pipe(client);
    });
    sockets.add(target);
    target.on("error", () => client.destroy());
    client.on("error", () => target.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    headers,
    bytes: () => Buffer.concat(chunks).toString("latin1"),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
