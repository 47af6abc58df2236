/** Answers that go wrong on the wire, below the level of a Response. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { isJsonObject, parseJson } from "../../json.ts";
import { jsonAnswer } from "../http.ts";

const CHUNK = Buffer.alloc(64 * 1024, " ");
const BOMB_CHUNKS = 256 * 16;

/** Ends the connection with a TCP reset, whatever was sent before. */
export function reset(incoming: IncomingMessage): void {
  (incoming.socket as Socket).resetAndDestroy();
}

/** Promises the whole body, sends half of it and closes. */
export async function cutBody(response: Response, outgoing: ServerResponse): Promise<void> {
  const body = await sendHead(response, outgoing);
  await new Promise<void>((resolve) => {
    outgoing.write(body.subarray(0, Math.ceil(body.length / 2)), () => resolve());
  });
  outgoing.destroy();
}

/** Sends the body a byte at a time, with a wait before each. */
export async function drip(
  response: Response,
  outgoing: ServerResponse,
  wait: () => Promise<void>,
): Promise<void> {
  const body = await sendHead(response, outgoing);
  outgoing.flushHeaders();
  for (const byte of body) {
    // The wait ends early when the server closes.
    const isClosing = await wait().then(
      () => false,
      () => true,
    );
    if (isClosing || outgoing.destroyed) return void outgoing.destroy();
    outgoing.write(Uint8Array.of(byte));
  }
  outgoing.end();
}

/** Sends white space until the client has enough. */
export async function endlessBody(outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(200, { "Content-Type": "application/json" });
  await pipeline(Readable.from(chunks(Infinity)), outgoing).catch(clientLeft);
}

/** Sends 256 MiB of white space, packed into some 256 KiB. */
export async function bombBody(outgoing: ServerResponse): Promise<void> {
  const { createGzip } = await import("node:zlib");
  outgoing.writeHead(200, { "Content-Type": "application/json", "Content-Encoding": "gzip" });
  await pipeline(Readable.from(chunks(BOMB_CHUNKS)), createGzip(), outgoing).catch(clientLeft);
}

/** The same deal under another id; other answers as they are. */
export async function wrongId(response: Response): Promise<Response> {
  const value = parseJson(await response.clone().text());
  if (!isJsonObject(value) || value.id === undefined) return response;
  return jsonAnswer({ ...value, id: "00000000-0000-4000-8000-000000000000" }, response.status);
}

/** Sends status and headers with the true length. @returns the body that they announce */
async function sendHead(response: Response, outgoing: ServerResponse): Promise<Buffer> {
  const body = Buffer.from(await response.arrayBuffer());
  outgoing.writeHead(response.status, {
    ...Object.fromEntries(response.headers),
    "Content-Length": body.length,
  });
  return body;
}

function* chunks(count: number): Generator<Buffer> {
  for (let sent = 0; sent < count; sent++) yield CHUNK;
}

/** The pipeline fails when the client closes, which is what these answers are for. */
function clientLeft(): void {}
