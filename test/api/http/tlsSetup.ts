/** Shared set-up of the tests tls, tlsProxy. */
import { createServer, type RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import { answer, scriptedServer } from "../scriptedServer.ts";
import { ID } from "../testClient.ts";
import { type Certificate, makeCertificate } from "./certificates.ts";

/** Without openssl there is no certificate to test with; making one is not what Node's own library can do. */
export const own = makeCertificate();
export const closers: (() => unknown)[] = [];

/** To be called after each test. */
export async function closeAll(): Promise<void> {
  for (const close of closers.splice(0)) await close();
}

export const fields = { deal_name: "New" };
export const fine = answer(200, { id: ID, deal_name: "New" });

export async function secureServer(act = fine, certificate = own) {
  const server = await scriptedServer(act, certificate);
  closers.push(server.close);
  return server;
}

/** A proxy that answers CONNECT with `status`, or with nothing at all for 0. */
export async function tunnel(status = 200, certificate?: Certificate) {
  const heads: string[] = [];
  const bytes: Uint8Array[] = [];
  const sockets = new Set<Socket>();
  const listener: RequestListener = (request, response) => {
    heads.push(`${request.method} ${request.url}`);
    response.end();
  };
  const server =
    certificate === undefined ? createServer(listener) : createSecureServer(certificate, listener);
  server.on("connection", (socket: Socket) => sockets.add(socket));
  server.on("connect", (request, socket: Socket) => {
    heads.push(`CONNECT ${request.url} ${request.headers["proxy-authorization"] ?? ""}`.trim());
    socket.on("error", () => {});
    if (status === 0) return;
    if (status !== 200) return socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const { hostname, port } = new URL(`http://${request.url}`);
    const target = connect(Number(port), hostname, () => socket.write("HTTP/1.1 200 OK\r\n\r\n"));
    sockets.add(target);
    target.on("error", () => socket.destroy());
    target.on("close", () => socket.destroy());
    socket.on("data", (chunk: Uint8Array) => bytes.push(chunk));
    socket.pipe(target).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    url: `${certificate === undefined ? "http" : "https"}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heads,
    bytes,
  };
}
