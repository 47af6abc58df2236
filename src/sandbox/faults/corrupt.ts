/** Answers that go wrong, most of them on the wire. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { isJsonObject, parseJson } from "../../json.ts";
import { type Answer, jsonAnswer } from "../http.ts";

const CHUNK = Buffer.alloc(64 * 1024, " ");
const BOMB_CHUNKS = 256 * 16;

/** Ends the connection with a TCP reset, whatever was sent before. */
export function reset(incoming: IncomingMessage): void {
  (incoming.socket as Socket).resetAndDestroy();
}

/** Promises the whole body, sends half of it and closes. */
export async function cutBody(answer: Answer, outgoing: ServerResponse): Promise<void> {
  const body = sendHead(answer, outgoing);
  await new Promise<void>((resolve) => {
    outgoing.write(body.subarray(0, Math.ceil(body.length / 2)), () => resolve());
  });
  outgoing.destroy();
}

/** Sends the body a byte at a time, with a wait before each. */
export async function drip(
  answer: Answer,
  outgoing: ServerResponse,
  wait: () => Promise<void>,
): Promise<void> {
  const body = sendHead(answer, outgoing);
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
export function wrongId(answer: Answer): Answer {
  const value = answer.body === "" ? null : parseJson(answer.body);
  if (!isJsonObject(value) || value.id === undefined) return answer;
  return jsonAnswer({ ...value, id: "00000000-0000-4000-8000-000000000000" }, answer.status);
}

/** Sends status and headers with the true length. @returns the body that they announce */
function sendHead({ status, headers, body }: Answer, outgoing: ServerResponse): Buffer {
  const bytes = Buffer.from(body);
  outgoing.writeHead(status, { ...headers, "Content-Length": bytes.length });
  return bytes;
}

function* chunks(count: number): Generator<Buffer> {
  for (let sent = 0; sent < count; sent++) yield CHUNK;
}

/** The pipeline fails when the client closes, which is what these answers are for. */
function clientLeft(): void {}
