/** A balancer that forgets each connection after its first response, without a word. */
import { afterEach, describe, expect, it } from "vitest";
import { answer, type Responder, reset, type ScriptedServer, scriptedServer } from "../scriptedServer.ts";
import { failureOf, ID, testClient } from "../testClient.ts";

const servers: ScriptedServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

type Deal = { readonly id: string; readonly updated_at: string } & Readonly<Record<string, unknown>>;

/** @param isStored whether a write over a forgotten connection takes effect */
async function forgetfulServer({ isStored = false, hangUp = false } = {}) {
  const used = new WeakSet<object>();
  const deals = new Map<string, Deal>();
  let writes = 0;
  const act: Responder = (response, request) => {
    const { socket } = response;
    if (socket === null) return;
    const isForgotten = used.has(socket);
    const id = new URL(request.url, server.url).pathname.slice("/deals/".length);
    const deal = deals.get(id) ?? { id, deal_name: "Before", updated_at: "2026-05-28T12:00:00.000Z" };
    used.add(socket);
    if (request.method === "PATCH" && (!isForgotten || isStored)) {
      writes += 1;
      deals.set(id, {
        ...deal,
        ...JSON.parse(request.body).fields,
        updated_at: new Date().toISOString(),
      });
    }
    if (!isForgotten) answer(200, deals.get(id) ?? deal)(response, request);
    else if (hangUp) socket.end();
    else reset(response, request);
  };
  const server = await scriptedServer(act);
  servers.push(server);
  return { ...server, writes: () => writes };
}

describe("a kept connection that is dead when it is used again", () => {
  it.each([
    { what: "reset, not applied", isStored: false, hangUp: false },
    { what: "reset, applied", isStored: true, hangUp: false },
    { what: "closed, not applied", isStored: false, hangUp: true },
    { what: "closed, applied", isStored: true, hangUp: true },
  ])("costs no retry: $what", async ({ isStored, hangUp }) => {
    const server = await forgetfulServer({ isStored, hangUp });
    const { client } = testClient(server.url, { retries: 0 });
    for (let n = 0; n < 10; n += 1) {
      const { deal } = await client.update(`d${n}`, { deal_name: `Name ${n}` });
      expect(deal.deal_name).toBe(`Name ${n}`);
    }
    expect(server.writes()).toBe(10);
  });

  it("sends a read again at once, over a fresh connection", async () => {
    const server = await forgetfulServer();
    const { client, clock } = testClient(server.url, { retries: 0 });
    for (let n = 0; n < 2; n += 1) await client.get(ID);
    expect(clock.waits).toEqual([]);
    expect(server.seen).toHaveLength(3);
    expect(server.connections()).toBe(2);
    expect(server.seen.at(-1)?.headers.connection).toBe("close");
  });

  it("ends keep-alive after two in a row", async () => {
    const server = await forgetfulServer();
    const { client, log } = testClient(server.url, { retries: 0 });
    for (let n = 0; n < 10; n += 1) await client.get(ID);
    const failures = log.filter(({ type }) => type === "trouble");
    expect(failures).toHaveLength(2);
    expect(server.seen.slice(-4).map(({ headers }) => headers.connection)).toEqual(Array(4).fill("close"));
  });

  it("does not end keep-alive where some reused connections work", async () => {
    let requests = 0;
    const everyFifth: Responder = (response, request) => {
      requests += 1;
      if (requests % 5 === 0) reset(response, request);
      else answer(200, { id: ID })(response, request);
    };
    const server = await scriptedServer(everyFifth);
    servers.push(server);
    const { client } = testClient(server.url, { retries: 3 });
    for (let n = 0; n < 20; n += 1) await client.get(ID);
    expect(server.seen.some(({ headers }, at) => at > 12 && headers.connection !== "close")).toBe(true);
  });

  it("a fresh connection that is reset is a failure like any other", async () => {
    const server = await scriptedServer(reset);
    servers.push(server);
    const { client } = testClient(server.url, { retries: 1 });
    const failure = await failureOf(client.get(ID));
    expect(failure.code).toBe("connection_reset");
    expect(server.seen).toHaveLength(2);
  });
});
