import { type AddressInfo, createServer, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { type Connector, connector, type WireRequest } from "../../../src/api/http/send.ts";
import { systemClock } from "../../../src/host.ts";
import {
  answer,
  cutBody,
  drip,
  endless,
  type Responder,
  reset,
  scriptedServer,
  silent,
} from "../scriptedServer.ts";

const KiB = 1024;
const never = new AbortController().signal;
const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function serverThat(act: Responder) {
  const server = await scriptedServer(act);
  closers.push(server.close);
  return server;
}

/** A server that speaks bytes, not HTTP. */
async function bytesServer(onData: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("data", () => onData(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function open(baseUrl: string, timeout = 10_000): Connector {
  const opened = connector({ baseUrl, timeout, clock: systemClock });
  closers.push(() => opened.close());
  return opened;
}

const request = (baseUrl: string, changes: Partial<WireRequest> = {}): WireRequest => ({
  method: "PATCH",
  url: `${baseUrl}/deals/a`,
  headers: { authorization: "Bearer t" },
  body: "{}",
  maxBytes: 256 * KiB,
  signal: never,
  ...changes,
});

describe("one request", () => {
  it("brings back status, headers, bytes and the server's clock", async () => {
    const server = await serverThat(
      answer(418, "short", { date: "Mon, 01 Jun 2026 12:00:00 GMT", "x-a": "1" }),
    );
    const reply = await open(server.url).send(request(server.url));
    expect(reply).toMatchObject({
      status: 418,
      headers: { "x-a": "1" },
      serverDate: Date.parse("2026-06-01T12:00:00Z"),
    });
    expect(server.seen).toMatchObject([
      { method: "PATCH", body: "{}", headers: { authorization: "Bearer t" } },
    ]);
  });

  it("a cached answer's date is not the server's clock", async () => {
    const server = await serverThat(answer(200, "x", { age: "60" }));
    expect(await open(server.url).send(request(server.url))).toMatchObject({ serverDate: undefined });
  });

  it("unpacks", async () => {
    const server = await serverThat(answer(200, gzipSync("hello"), { "content-encoding": "gzip" }));
    const reply = await open(server.url).send(request(server.url));
    expect("body" in reply && Buffer.from(reply.body).toString()).toBe("hello");
  });

  it("uses a connection again, whatever the status", async () => {
    const server = await serverThat(answer(500, '{"message":"no"}'));
    const opened = open(server.url);
    for (let i = 0; i < 5; i += 1) await opened.send(request(server.url));
    expect(server.connections()).toBe(1);
  });

  it.each([301, 302, 303, 307, 308])("does not follow %d", async (status) => {
    const target = await serverThat(answer(200, "{}"));
    const server = await serverThat(answer(status, "", { location: `${target.url}/deals/a` }));
    expect(await open(server.url).send(request(server.url))).toMatchObject({ status });
    expect(target.connections()).toBe(0);
    expect(server.seen).toHaveLength(1);
  });

  it("goes to its own origin only", async () => {
    const other = await serverThat(answer(200, "{}"));
    const server = await serverThat(answer(200, "{}"));
    await expect(open(server.url).send(request(other.url))).rejects.toMatchObject({ code: "foreign_origin" });
    expect(other.connections()).toBe(0);
  });

  it.each(["http://api.routera.io", "https://a@b"])("%s is refused before a socket opens", (url) => {
    expect(() => connector({ baseUrl: url, timeout: 1, clock: systemClock })).toThrow(
      expect.objectContaining({ kind: "usage" }),
    );
  });
});

describe("no answer", () => {
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * KiB));

  it.each<[string, Responder, object]>([
    ["reset", reset, { kind: "reset", sent: true }],
    ["closed without a word", (response) => response.destroy(), { kind: "reset", sent: true }],
    ["cut in the body", cutBody, { kind: "cut", sent: true }],
    ["a gzip bomb", answer(200, bomb, { "content-encoding": "gzip" }), { kind: "too_large", sent: true }],
    ["an endless body", endless, { kind: "too_large", sent: true }],
    [
      "a length that is too much",
      (response) => {
        response.writeHead(200, { "content-length": String(1024 * 1024 * KiB) });
        response.write("x");
      },
      { kind: "too_large", sent: true },
    ],
    ["broken gzip", answer(200, "no gzip", { "content-encoding": "gzip" }), { kind: "garbled", sent: true }],
    [
      "gzip that ends early",
      answer(200, gzipSync("x".repeat(1000)).subarray(0, 20), { "content-encoding": "gzip" }),
      { kind: "cut", sent: true },
    ],
  ])("%s", async (_, act, trouble) => {
    const server = await serverThat(act);
    expect(await open(server.url).send(request(server.url))).toMatchObject(trouble);
  });

  it.each<[string, Responder]>([
    ["silence", silent],
    ["a dripping body", drip],
  ])("%s ends by the time limit", async (_, act) => {
    const server = await serverThat(act);
    expect(await open(server.url, 150).send(request(server.url))).toMatchObject({
      kind: "timeout",
      sent: true,
    });
  });

  it.each([
    ["no HTTP", "SSH-2.0-OpenSSH_9.6\r\n", "garbled"],
    ["a header without end", `HTTP/1.1 200 OK\r\nx: ${"y".repeat(100_000)}`, "garbled"],
    ["a body shorter than its length", "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{}", "cut"],
    ["chunks without an end", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab", "cut"],
  ])("%s", async (_, text, trouble) => {
    const url = await bytesServer((socket) => socket.end(text));
    expect(await open(url).send(request(url))).toMatchObject({ kind: trouble, sent: true });
  });

  it.each([
    ["switching protocols", "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"],
    ["early hints for ever", "HTTP/1.1 103 Early Hints\r\n\r\n"],
  ])("%s ends too", async (_, text) => {
    const url = await bytesServer((socket) => socket.write(text));
    expect(await open(url, 100).send(request(url))).toMatchObject({ sent: true, reason: expect.any(String) });
  });

  it("a refused connection sent nothing", async () => {
    const server = await serverThat(silent);
    await server.close();
    expect(await open(server.url).send(request(server.url))).toMatchObject({
      kind: "refused",
      sent: false,
      reason: "connection refused (ECONNREFUSED)",
    });
  });

  it("being asked to stop before it starts sends nothing", async () => {
    const server = await serverThat(silent);
    const reply = await open(server.url).send(request(server.url, { signal: AbortSignal.abort() }));
    expect(reply).toMatchObject({ kind: "aborted", sent: false });
    expect(server.connections()).toBe(0);
  });

  it("being asked to stop on the way may have sent it", async () => {
    const stop = new AbortController();
    const server = await serverThat(() => stop.abort());
    const reply = await open(server.url).send(request(server.url, { signal: stop.signal }));
    expect(reply).toMatchObject({ kind: "aborted", sent: true });
  });
});
