import { afterEach, describe, expect, it } from "vitest";
import { type DealServer, dealServer, type InjectedFault, SERVER_NOW } from "../dealServer.ts";
import { answer } from "../scriptedServer.ts";
import { failureOf, ID, testClient } from "../testClient.ts";
import { fields, set } from "./updateSetup.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function start(
  mishaps: readonly InjectedFault[],
  changes?: Parameters<typeof dealServer>[1],
): Promise<DealServer> {
  const server = await dealServer(mishaps, changes);
  closers.push(server.close);
  return server;
}

describe("a write that is put off", () => {
  const later = (headers: Readonly<Record<string, string>>, status = 429): InjectedFault => ({
    applied: false,
    act: answer(status, { error: true, message: "slow down" }, headers),
  });

  it.each<[string, Readonly<Record<string, string>>, number]>([
    ["seconds", { "retry-after": "7" }, 7_000],
    ["at once", { "retry-after": "0" }, 0],
    [
      "a date by a clock that is years behind",
      { date: "Fri, 01 Jan 2010 00:00:00 GMT", "retry-after": "Fri, 01 Jan 2010 00:00:20 GMT" },
      20_000,
    ],
    [
      "a date by a clock that is years ahead",
      { date: "Tue, 01 Jan 2030 00:00:00 GMT", "retry-after": "Tue, 01 Jan 2030 00:00:20 GMT" },
      20_000,
    ],
  ])("429 with %s waits just that", async (_, headers, ms) => {
    const server = await start([later(headers)]);
    const { done, clock } = set(server);
    await expect(done).resolves.toMatchObject({ sent: 2, readBack: false });
    expect(clock.waits).toEqual(ms === 0 ? [] : [ms]);
    expect(server.gets()).toBe(0);
  });

  it.each([{}, { "retry-after": "-1" }, { "retry-after": "Infinity" }, { "retry-after": "soon" }])(
    "429 with %j backs off",
    async (headers) => {
      const server = await start([later(headers)]);
      const { done, clock } = set(server);
      await done;
      expect(clock.waits).toHaveLength(1);
      expect(clock.waits[0]).toBeGreaterThanOrEqual(250);
      expect(clock.waits[0]).toBeLessThanOrEqual(500);
    },
  );

  it.each([
    ["86400", /; retry after 24h$/],
    ["61", /; retry after 61s$/],
    ["9".repeat(400), / \(429\): slow down$/],
    ["Tue, 01 Jun 2027 12:00:00 GMT", /; retry after 8760h$/],
  ])("429 with Retry-After %s is not waited for", async (header, named) => {
    const server = await start([later({ "retry-after": header, date: SERVER_NOW })]);
    const { done, clock } = set(server);
    const failure = await failureOf(done);
    expect(failure).toMatchObject({
      kind: "try_later",
      code: "rate_limited",
      outcome: "not_applied",
      status: 429,
    });
    expect(failure.message).toMatch(named);
    expect(clock.waits).toEqual([]);
  });

  it("429 for ever ends", async () => {
    const server = await start(Array(9).fill(later({ "retry-after": "1" })));
    expect(await failureOf(set(server).done)).toMatchObject({ code: "rate_limited", exitCode: 8 });
    expect(server.patches()).toBe(4);
  });

  it("the deadline of a call ends it before its retries do", async () => {
    const server = await start(Array(20).fill(later({ "retry-after": "50" })));
    expect(await failureOf(set(server, { retries: 20 }).done)).toMatchObject({ code: "rate_limited" });
    expect(server.patches()).toBe(3);
  });

  it("nothing listens: nothing was sent, so it is tried again and never read", async () => {
    const server = await start([]);
    await server.close();
    const { done, clock } = set(server);
    expect(await failureOf(done)).toMatchObject({
      kind: "try_later",
      code: "connection_refused",
      outcome: "not_applied",
      retryable: true,
    });
    expect(clock.waits).toHaveLength(3);
  });

  it("all calls of a client keep the pause", async () => {
    const server = await start([later({ "retry-after": "5" })]);
    const { client, clock } = testClient(server.url);
    const order: string[] = [];
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    clock.wait = async (ms) => {
      order.push(`wait ${ms}`);
      if (order.length === 2) release();
      await held;
      clock.advance(ms);
    };
    const first = client.update(ID, fields);
    // The second call begins while the first one waits; both of them wait before another request goes out.
    await expect.poll(() => order.length).toBe(1);
    const second = client.get(ID);
    await Promise.all([first, second]);
    expect(order).toEqual(["wait 5000", "wait 5000"]);
    expect(server.seen).toHaveLength(3);
  });
});
