import { afterEach, describe, expect, it } from "vitest";
import type { Deal } from "../../../src/deals/deal.ts";
import { type DealServer, dealServer, type InjectedFault, SERVER_NOW } from "../dealServer.ts";
import {
  answer,
  cutBody,
  drip,
  endless,
  html,
  type Responder,
  reset,
  respondInOrder,
} from "../scriptedServer.ts";
import { failureOf, ID, outline, testClient } from "../testClient.ts";
import { set } from "./updateSetup.ts";

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

const BEFORE: Deal = {
  id: ID,
  deal_name: "Old",
  updated_at: "2026-05-28T12:00:00.000Z",
};

const lost: readonly (readonly [string, Responder])[] = [
  ["a reset", reset],
  ["a cut body", cutBody],
  ["an endless body", endless],
  ["an empty 200", answer(200)],
  ["204", answer(204)],
  ["202", answer(202, { id: ID })],
  ["HTML with 200", html(200)],
  ["null", answer(200, "null")],
  ["another deal", answer(200, { id: "other" })],
  ["an error body with 200", answer(200, { error: true, message: "no" })],
  ["bad UTF-8", answer(200, new Uint8Array([0x22, 0xff, 0x22]))],
  ["408", answer(408)],
  ["500", answer(500, { error: true, message: "no" })],
  ["502 in HTML", html(502)],
  ["503", answer(503)],
  ["504", answer(504)],
  ["522", html(522)],
];

describe("a write whose answer is lost", () => {
  it.each(lost)("%s, but it was applied: success, sent once", async (_, act) => {
    const server = await start([{ applied: true, act }]);
    await expect(set(server).done).resolves.toMatchObject({
      readBack: true,
      sent: 1,
      deal: { deal_name: "New" },
    });
    expect([server.patches(), server.gets()]).toEqual([1, 1]);
    expect(server.seen[1]?.url).toBe(`/deals/${ID}?properties=phone`);
  });

  it.each(lost)(
    "%s, and it was not applied: proved by the server's clock, then sent again",
    async (_, act) => {
      const server = await start([{ applied: false, act }]);
      await expect(set(server).done).resolves.toMatchObject({
        readBack: false,
        sent: 2,
        deal: { deal_name: "New" },
      });
      expect([server.patches(), server.gets()]).toEqual([2, 1]);
    },
  );

  it.each(lost)("%s, and it was not applied: proved by the deal as it was before", async (_, act) => {
    const server = await start([{ applied: false, act }], { onGet: withoutDate });
    await expect(set(server, {}, BEFORE).done).resolves.toMatchObject({ sent: 2 });
    expect(server.patches()).toBe(2);
  });

  it.each(lost)("%s, and nothing can be proved: not sent again", async (_, act) => {
    const server = await start([{ applied: false, act }], { onGet: withoutDate });
    const failure = await failureOf(set(server).done);
    expect(outline(failure)).toEqual({
      kind: "outcome_unknown",
      code: "outcome_unknown",
      outcome: "unknown",
    });
    expect(failure.hint).toContain(`routera deals get ${ID}`);
    expect(server.patches()).toBe(1);
  });

  it.each(lost)("%s, and another user wrote: not sent again", async (_, act) => {
    const server = await start([{ applied: true, act }], { keep: () => ({ deal_name: "Theirs" }) });
    expect(await failureOf(set(server, {}, BEFORE).done)).toMatchObject({
      code: "outcome_unknown",
      exitCode: 11,
    });
    expect(server.patches()).toBe(1);
  });

  it.each(lost)("%s, and the deal cannot be read: unknown", async (_, act) => {
    const server = await start([{ applied: true, act }], { onGet: answer(500) });
    expect(await failureOf(set(server).done)).toMatchObject({ code: "outcome_unknown", outcome: "unknown" });
    expect([server.patches(), server.gets()]).toEqual([1, 4]);
  });

  it("a dripping body is cut by the time limit, then read", async () => {
    const server = await start([{ applied: true, act: drip }]);
    const { done, clock } = set(server, { timeout: 200 });
    await expect(done).resolves.toMatchObject({ readBack: true });
    expect(clock.waits).toEqual([2_000]);
  });

  it.each<[string, Responder, number]>([
    ["a reset", reset, 500],
    ["a cut body", cutBody, 500],
    ["204", answer(204), 500],
    ["503", answer(503), 2_000],
    ["503 with a longer Retry-After", answer(503, "", { "retry-after": "9" }), 9_000],
    ["503 with an absurd Retry-After", answer(503, "", { "retry-after": "9999" }), 2_000],
  ])("after %s it gives the write time", async (_, act, ms) => {
    const server = await start([{ applied: true, act }]);
    const { done, clock } = set(server);
    await done;
    expect(clock.waits).toEqual([ms]);
  });

  it("a number that comes back for its text was applied", async () => {
    const server = await start([{ applied: true, act: reset }], { keep: () => ({ amount: 5000 }) });
    const { client } = testClient(server.url);
    await expect(client.update(ID, { amount: "5000" })).resolves.toMatchObject({ readBack: true, sent: 1 });
  });

  it("the set fields are asked for", async () => {
    const server = await start([{ applied: true, act: reset }]);
    await testClient(server.url).client.update(ID, { phone: "1", deal_name: "New" }, { properties: ["vip"] });
    expect(server.seen.map(({ url }) => url)).toEqual([
      `/deals/${ID}?properties=vip`,
      `/deals/${ID}?properties=vip,phone`,
    ]);
  });

  it("it ends after as many retries as allowed, proved not applied", async () => {
    const server = await start(Array(9).fill({ applied: false, act: answer(503) }));
    const failure = await failureOf(set(server).done);
    expect(outline(failure)).toEqual({
      kind: "try_later",
      code: "server_error",
      outcome: "not_applied",
      status: 503,
    });
    expect(server.patches()).toBe(4);
  });

  it("success said again and again for nothing is unknown", async () => {
    const server = await start(Array(9).fill({ applied: false, act: answer(204) }));
    expect(await failureOf(set(server).done)).toMatchObject({ code: "outcome_unknown" });
    expect(server.patches()).toBe(4);
  });

  it("with no retries it is read but not sent again", async () => {
    const server = await start([{ applied: false, act: reset }]);
    expect(await failureOf(set(server, { retries: 0 }).done)).toMatchObject({
      kind: "try_later",
      code: "connection_reset",
      outcome: "not_applied",
    });
    expect([server.patches(), server.gets()]).toEqual([1, 1]);
  });

  it("a deal that is gone by then leaves the write unknown", async () => {
    const server = await start([{ applied: true, act: reset }], {
      onGet: answer(404, { error: true, message: "Object not found" }),
    });
    const failure = await failureOf(set(server).done);
    expect(outline(failure)).toEqual({
      kind: "outcome_unknown",
      code: "outcome_unknown",
      outcome: "unknown",
      status: undefined,
    });
    expect(failure.message).toContain("the deal no longer exists");
  });

  it("an archived deal is reported as such", async () => {
    const server = await start(
      [
        { applied: false, act: reset },
        { applied: false, act: answer(409, { error: true, message: "Cannot update an archived object" }) },
      ],
      { deal: { archived: "2026-05-30T00:00:00.000Z" } },
    );
    expect(await failureOf(set(server).done)).toMatchObject({
      code: "deal_archived",
      outcome: "not_applied",
    });
  });

  it("once read as unapplied, the deal must stay so: an earlier write may land late", async () => {
    const lands = (updated_at: string) =>
      answer(200, { ...BEFORE, updated_at, deal_name: "new" }, { date: SERVER_NOW });
    const server = await start(
      [
        { applied: false, act: reset },
        { applied: false, act: reset },
      ],
      { onGet: respondInOrder(answer(200, BEFORE, { date: SERVER_NOW }), lands("2026-06-01T11:00:00.000Z")) },
    );
    expect(await failureOf(set(server).done)).toMatchObject({ code: "outcome_unknown" });
    expect(server.patches()).toBe(2);
  });

  it("once read as unapplied, it needs no clock to be so again", async () => {
    const server = await start(
      [
        { applied: false, act: reset },
        { applied: false, act: reset },
      ],
      { onGet: respondInOrder(answer(200, BEFORE, { date: SERVER_NOW }), withoutDate) },
    );
    await expect(set(server).done).resolves.toMatchObject({ sent: 3, readBack: false });
  });
});

/** The deal without a Date header: then only a reading from before can prove anything. */
const withoutDate: Responder = (response) => {
  response.sendDate = false;
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({ ...BEFORE, archived: false }));
};
