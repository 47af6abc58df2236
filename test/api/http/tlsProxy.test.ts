import { afterEach, describe, expect, it, vi } from "vitest";
import { cutBody, type Responder, scriptedServer, silent } from "../scriptedServer.ts";
import { CANARY, failureOf, ID, testClient } from "../testClient.ts";
import { closeAll, closers, fields, fine, own, secureServer, tunnel } from "./tlsSetup.ts";

const lose: Responder = (response) => response.socket?.destroy();

afterEach(async () => {
  vi.unstubAllEnvs();
  await closeAll();
});

describe.skipIf(own === undefined)("https (needs openssl)", () => {
  const extraCa = own?.cert ?? "";

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
      [407, "proxy_auth_required", "the proxy rejected the user name or password"],
      [401, "proxy_auth_required", "the proxy rejected the user name or password"],
      [403, "proxy_forbidden", "the proxy does not allow this host"],
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
          message: `cannot connect to ${server.url}: ${reason} (HTTP_${status}), proxy ${new URL(proxy.url).host}`,
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
        message: `cannot connect to ${server.url}: the connection through the proxy failed (HTTP_${status}), proxy ${new URL(proxy.url).host}`,
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
          message: expect.stringContaining(`, proxy ${new URL(proxy.url).host}`),
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
