import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { readExtraCa } from "../../../src/api/http/caFile.ts";
import { type Act, answer, cutBody, scriptedServer, silent } from "../scriptedServer.ts";
import { CANARY, failureOf, ID, testClient } from "../testClient.ts";
import { type Certificate, makeCertificate } from "./certificates.ts";

const own = makeCertificate();
const foreign = makeCertificate("DNS:other.example");
const closers: (() => unknown)[] = [];

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closers.splice(0)) await close();
});

const fields = { deal_name: "New" };
const fine = answer(200, { id: ID, deal_name: "New" });

const lose: Act = (response) => response.socket?.destroy();

async function secureServer(act = fine, certificate = own) {
  const server = await scriptedServer(act, certificate);
  closers.push(server.close);
  return server;
}

// Without openssl there is no certificate to test with; making one is not what Node's own library can do.
describe.skipIf(own === undefined || foreign === undefined)("https (needs openssl)", () => {
  const extraCa = own?.cert ?? "";

  it("a certificate that is named as trusted is", async () => {
    const server = await secureServer();
    const { client } = testClient(server.url, { extraCa });
    await expect(client.update(ID, fields)).resolves.toMatchObject({ sent: 1 });
    await client.get(ID);
    expect(server.connections()).toBe(1);
    client.close();
  });

  it.each([undefined, "0"])("an unknown one is not, with NODE_TLS_REJECT_UNAUTHORIZED=%s", async (value) => {
    if (value !== undefined) vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", value);
    const server = await secureServer();
    const { client, log } = testClient(server.url);
    const failure = await failureOf(client.update(ID, fields));
    expect(failure).toMatchObject({
      kind: "not_routera",
      code: "tls_failed",
      outcome: "not_applied",
      exitCode: 1,
    });
    expect(failure.message).toContain("self-signed (DEPTH_ZERO_SELF_SIGNED_CERT)");
    expect(failure.hint).toContain("caFile");
    expect(server.seen).toEqual([]);
    expect(log.filter(({ type }) => type === "request")).toHaveLength(1);
    expect(log.at(-1)).toMatchObject({ type: "trouble", sent: false });
  });

  it("a trusted one for another host is not", async () => {
    const server = await secureServer(fine, foreign);
    const { client } = testClient(server.url, { extraCa: foreign?.cert });
    expect(await failureOf(client.get(ID))).toMatchObject({
      code: "tls_failed",
      message: expect.stringContaining("another host"),
    });
    expect(server.seen).toEqual([]);
  });

  it("a server that speaks no TLS gets nothing", async () => {
    const plain = await scriptedServer(fine);
    closers.push(plain.close);
    const { client } = testClient(plain.url.replace("http:", "https:"));
    expect(await failureOf(client.update(ID, fields))).toMatchObject({
      code: "tls_failed",
      outcome: "not_applied",
    });
    expect(plain.seen).toEqual([]);
  });

  it("a CA file does not switch off NODE_EXTRA_CA_CERTS", async () => {
    const folder = mkdtempSync(join(tmpdir(), "routera-ca-"));
    closers.push(() => rmSync(folder, { recursive: true }));
    const [caFile, NODE_EXTRA_CA_CERTS] = [join(folder, "a.pem"), join(folder, "b.pem")];
    writeFileSync(caFile, foreign?.cert ?? "");
    writeFileSync(NODE_EXTRA_CA_CERTS, own?.cert ?? "");
    const server = await secureServer();
    const { client } = testClient(server.url, {
      extraCa: await readExtraCa(caFile, hostWith({ NODE_EXTRA_CA_CERTS })),
    });
    await expect(client.get(ID)).resolves.toMatchObject({ id: ID });
    client.close();
  });

  it("a CA file that cannot be read is named", async () => {
    await expect(readExtraCa("/no/such/ca.pem", hostWith({}))).rejects.toMatchObject({
      code: "ca_unreadable",
      message: 'caFile "/no/such/ca.pem" cannot be read: no such file or directory (ENOENT)',
    });
    await expect(
      readExtraCa(undefined, hostWith({ NODE_EXTRA_CA_CERTS: "/no/such" })),
    ).resolves.toBeUndefined();
  });

  it.each(["no certificate", own?.cert.replace(/[A-Za-z]{8}/g, "AAAAAAAA") ?? ""])(
    "a broken CA file %#",
    async (pem) => {
      const server = await secureServer();
      expect(await failureOf(testClient(server.url, { extraCa: pem }).client.get(ID))).toMatchObject({
        kind: "usage",
        code: "bad_ca",
      });
      expect(server.connections()).toBe(0);
    },
  );

  describe("through a proxy", () => {
    it("goes by a tunnel that sees no token", async () => {
      const server = await secureServer();
      const proxy = await tunnel();
      const { client } = testClient(server.url, { extraCa, proxy: proxy.url.replace("//", "//me:pw@") });
      await expect(client.update(ID, fields)).resolves.toMatchObject({ sent: 1 });
      await client.get(ID);
      client.close();
      expect(proxy.heads).toEqual([`CONNECT ${new URL(server.url).host} Basic ${btoa("me:pw")}`]);
      expect(Buffer.concat(proxy.bytes).toString("latin1")).not.toContain(CANARY);
      expect(proxy.bytes.length).toBeGreaterThan(0);
    });

    it.each([
      ["a lost connection", lose],
      ["a cut body", cutBody],
    ])("%s behind it may have been applied", async (_, act) => {
      let first = true;
      const server = await secureServer((response, request) => {
        if (!first) return fine(response, request);
        first = false;
        act(response, request);
      });
      const proxy = await tunnel();
      const { client, log } = testClient(server.url, { extraCa, proxy: proxy.url });
      await expect(client.update(ID, fields)).resolves.toMatchObject({ readBack: true, sent: 1 });
      expect(log.find(({ type }) => type === "trouble")).toMatchObject({ sent: true });
      client.close();
    });

    it("an unknown certificate behind it gets nothing", async () => {
      const server = await secureServer();
      const proxy = await tunnel();
      const { client } = testClient(server.url, { proxy: proxy.url });
      expect(await failureOf(client.update(ID, fields))).toMatchObject({
        code: "tls_failed",
        outcome: "not_applied",
      });
      expect(server.seen).toEqual([]);
    });

    it.each([
      [407, "proxy_auth_required", "wrong or missing user name and password"],
      [401, "proxy_auth_required", "wrong or missing user name and password"],
      [403, "proxy_forbidden", "this target is not allowed"],
    ])("that answers %i is asked once by all requests of a process", async (status, code, reason) => {
      const server = await secureServer();
      const proxy = await tunnel(status);
      const address = proxy.url.replace("//", `//me:${CANARY}@`);
      const clients = Array.from({ length: 2 }, () => testClient(server.url, { extraCa, proxy: address }));
      const updates = clients.flatMap(({ client }) =>
        Array.from({ length: 8 }, () => failureOf(client.update(ID, fields))),
      );
      for (const failure of await Promise.all(updates)) {
        expect(failure).toMatchObject({
          kind: "credentials",
          code,
          outcome: "not_applied",
          message: `cannot reach ${server.url}: ${reason} (HTTP_${status}), at the proxy ${new URL(proxy.url).host}`,
        });
      }
      expect(proxy.heads).toHaveLength(1);
      expect(server.connections()).toBe(0);
      expect(clients.flatMap(({ clock }) => clock.waits)).toEqual([]);
    });

    it("lets only one request ask until a tunnel is open, then all", async () => {
      const server = await secureServer();
      const proxy = await tunnel();
      const { client } = testClient(server.url, { extraCa, proxy: proxy.url });
      await Promise.all(Array.from({ length: 4 }, () => client.get(ID)));
      expect(proxy.heads.length).toBeGreaterThan(1);
      client.close();
    });

    it("that cannot reach the target: nothing was sent, tried again", async () => {
      const status = 502;
      const server = await secureServer();
      const proxy = await tunnel(status);
      const { client, clock } = testClient(server.url, {
        extraCa,
        proxy: proxy.url.replace("//", `//me:${CANARY}@`),
      });
      expect(await failureOf(client.update(ID, fields))).toMatchObject({
        kind: "try_later",
        code: "proxy_failed",
        outcome: "not_applied",
        message: `cannot reach ${server.url}: no connection through the proxy (HTTP_${status}), at the proxy ${new URL(proxy.url).host}`,
      });
      expect([server.connections(), clock.waits.length]).toEqual([0, 3]);
    });

    it.each(["1", "0"])(
      "with an unknown certificate itself, NODE_TLS_REJECT_UNAUTHORIZED=%s",
      async (value) => {
        vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", value);
        const server = await secureServer();
        const proxy = await tunnel(200, own);
        const { client } = testClient(server.url, { proxy: proxy.url, retries: 0 });
        expect(await failureOf(client.get(ID))).toMatchObject({
          kind: "not_routera",
          code: "tls_failed",
          retryable: false,
          message: expect.stringContaining(`, at the proxy ${new URL(proxy.url).host}`),
        });
        expect(proxy.heads).toEqual([]);
        const trusting = testClient(server.url, { proxy: proxy.url, extraCa, retries: 0 }).client;
        await expect(trusting.get(ID)).resolves.toMatchObject({ id: ID });
        expect(proxy.heads).toEqual([`CONNECT ${new URL(server.url).host}`]);
        trusting.close();
      },
    );

    it("that is not there, or says nothing", async () => {
      const server = await secureServer();
      const gone = await scriptedServer(silent);
      await gone.close();
      const mute = await tunnel(0);
      for (const { url } of [gone, mute]) {
        const { client } = testClient(server.url, { extraCa, proxy: url, timeout: 100, retries: 0 });
        expect(await failureOf(client.update(ID, fields))).toMatchObject({
          code: "proxy_failed",
          outcome: "not_applied",
        });
      }
    });

    it.each(["socks5://127.0.0.1:1", "ftp://x", "%%"])("%s is none", async (proxy) => {
      const server = await secureServer();
      expect(await failureOf(testClient(server.url, { extraCa, proxy }).client.get(ID))).toMatchObject({
        kind: "usage",
        code: "bad_proxy",
      });
      expect(server.connections()).toBe(0);
    });
  });
});

it("plain http on this machine never goes through a proxy", async () => {
  const server = await scriptedServer(fine);
  closers.push(server.close);
  const proxy = await tunnel();
  await testClient(server.url, { proxy: proxy.url }).client.get(ID);
  expect(proxy.heads).toEqual([]);
  expect(server.seen).toHaveLength(1);
});

/** A proxy that answers CONNECT with `status`, or with nothing at all for 0. */
async function tunnel(status = 200, certificate?: Certificate) {
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

function hostWith(env: Readonly<Record<string, string | undefined>>) {
  return { env, cwd: () => process.cwd() };
}
