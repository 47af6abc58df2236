import { afterEach, describe, expect, it } from "vitest";
import type { Connection } from "../../src/api/deals.ts";
import type { Deal } from "../../src/deals/deal.ts";
import { LosslessNumber } from "../../src/json.ts";
import { type DealServer, dealServer, type Mishap, SERVER_NOW } from "./dealServer.ts";
import {
  type Act,
  answer,
  cutBody,
  drip,
  endless,
  html,
  inTurn,
  reset,
  scriptedServer,
} from "./scriptedServer.ts";
import { CANARY, failureOf, ID, outline, testClient } from "./testClient.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function start(
  mishaps: readonly Mishap[],
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
const fields = { deal_name: "New" };

function set(server: { readonly url: string }, changes: Partial<Connection> = {}, before?: Deal) {
  const test = testClient(server.url, changes);
  return {
    ...test,
    done: test.client.update(ID, fields, { properties: ["phone"], ...(before && { before }) }),
  };
}

describe("a write that goes well", () => {
  it("sends one request, and numbers keep their digits", async () => {
    const server = await start([]);
    const { client } = testClient(`${server.url}/`);
    const updated = await client.update(ID, {
      amount: new LosslessNumber("1.10"),
      big: new LosslessNumber("12345678901234567890"),
    });
    expect(updated).toMatchObject({ readBack: false, sent: 1, deal: { id: ID } });
    expect(server.seen).toMatchObject([
      {
        method: "PATCH",
        url: `/deals/${ID}`,
        body: '{"fields":{"amount":1.10,"big":12345678901234567890}}',
        headers: {
          authorization: `Bearer ${CANARY}`,
          accept: "application/json",
          "content-type": "application/json",
          "user-agent": "routera/test",
        },
      },
    ]);
  });

  it("a bad id sends nothing", async () => {
    const server = await start([]);
    expect(await failureOf(testClient(server.url).client.update("..", fields))).toMatchObject({
      code: "bad_deal_id",
    });
    expect(server.connections()).toBe(0);
  });
});

const lost: readonly (readonly [string, Act])[] = [
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

  it.each(lost)("%s, and somebody else wrote: not sent again", async (_, act) => {
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

  it.each<[string, Act, number]>([
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
    expect(failure.message).toContain("there is no such deal now");
  });

  it("an archived deal is told as such", async () => {
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
      { onGet: inTurn(answer(200, BEFORE, { date: SERVER_NOW }), lands("2026-06-01T11:00:00.000Z")) },
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
      { onGet: inTurn(answer(200, BEFORE, { date: SERVER_NOW }), withoutDate) },
    );
    await expect(set(server).done).resolves.toMatchObject({ sent: 3, readBack: false });
  });
});

describe("a write that is refused", () => {
  const said = (message: string) => ({ error: true, message });
  it.each<[string, Act, object]>([
    [
      "400",
      answer(400, said("amount must be a number")),
      { kind: "rejected", code: "values_refused", verbatim: true, message: "amount must be a number" },
    ],
    [
      "401",
      answer(401, said("Unauthorized: missing account context")),
      { kind: "credentials", code: "token_refused", verbatim: true },
    ],
    ["401 without a body", answer(401), { kind: "credentials", code: "token_refused", verbatim: false }],
    ["403", answer(403, said("Forbidden")), { kind: "credentials", code: "forbidden" }],
    ["404", answer(404, said("Object not found")), { kind: "not_found", code: "deal_not_found" }],
    ["422", answer(422, said("no")), { kind: "rejected", code: "values_refused" }],
    ["405", answer(405, said("no")), { kind: "not_routera", code: "unexpected_status" }],
    ["404 in HTML", html(404), { kind: "not_routera", code: "not_routera" }],
    ["403 in HTML", html(403), { kind: "not_routera", code: "not_routera" }],
    ["400 with another shape", answer(400, { detail: "no" }), { kind: "not_routera", code: "not_routera" }],
    [
      "301",
      answer(301, "", { location: "https://evil.example/x" }),
      { kind: "not_routera", code: "redirected" },
    ],
    ["304", answer(304), { kind: "not_routera", code: "redirected" }],
    [
      "307",
      answer(307, "", { location: `https://evil.example/${CANARY}` }),
      { kind: "not_routera", code: "redirected" },
    ],
  ])("%s is not sent again", async (_, act, failure) => {
    const server = await start([{ applied: false, act }]);
    expect(await failureOf(set(server).done)).toMatchObject({
      ...failure,
      outcome: "not_applied",
      retryable: false,
    });
    expect([server.patches(), server.gets()]).toEqual([1, 0]);
  });

  it("303 may mean that it was done", async () => {
    const server = await start([{ applied: false, act: answer(303, "", { location: "/deals" }) }]);
    expect(await failureOf(set(server).done)).toMatchObject({ code: "redirected", outcome: "unknown" });
  });

  it.each([
    [
      "an archived deal",
      { archived: "2026-05-30T00:00:00.000Z" },
      "Cannot update an archived object",
      "deal_archived",
    ],
    ["a deal that is restored by now", {}, "Cannot update an archived object", "deal_archived"],
    ["a duplicate", {}, "Duplicate active record", "duplicate_key"],
    ["a duplicate whose message speaks of archives", {}, "Taken, archived deals aside", "duplicate_key"],
  ])("409 for %s", async (_, deal, message, code) => {
    const server = await start([{ applied: false, act: answer(409, said(message)) }], { deal });
    const failure = await failureOf(set(server).done);
    expect(failure).toMatchObject({ kind: "conflict", code, message, verbatim: true, status: 409 });
    expect(server.patches()).toBe(1);
  });

  it.each([
    ["Cannot update an archived object", "deal_archived"],
    ["external_id is taken", "duplicate_key"],
  ])("409 %j, and the deal cannot be read", async (message, code) => {
    const server = await start([{ applied: false, act: answer(409, said(message)) }], { onGet: html(403) });
    expect(await failureOf(set(server).done)).toMatchObject({ code });
  });

  it("a message that echoes the token is shown without it", async () => {
    const server = await start([{ applied: false, act: answer(400, said(`bad ${CANARY}!`)) }]);
    expect(await failureOf(set(server).done)).toMatchObject({ message: "bad [hidden]!" });
  });

  it("a page that echoes the token neither", async () => {
    const server = await start([{ applied: false, act: answer(400, `<p>${CANARY.repeat(3)}</p>`) }]);
    expect((await failureOf(set(server).done)).detail).toContain("[hidden]");
  });

  it("the log holds no token", async () => {
    const server = await start([{ applied: false, act: reset }]);
    const { done, log } = set(server);
    await done;
    expect(log.map(({ type }) => type)).toEqual([
      "request",
      "trouble",
      "wait",
      "request",
      "answer",
      "read_back",
      "request",
      "answer",
    ]);
    expect(JSON.stringify(log)).not.toContain(CANARY);
  });
});

describe("a write that is put off", () => {
  const later = (headers: Readonly<Record<string, string>>, status = 429): Mishap => ({
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
    ["86400", "24 h"],
    ["61", "61 s"],
    ["9".repeat(400), "for ever"],
    ["Tue, 01 Jun 2027 12:00:00 GMT", "8760 h"],
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
    expect(failure.message).toContain(named);
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

describe("401 and a fresh token", () => {
  const unauthorized = answer(401, { error: true, message: "Unauthorized: missing account context" });
  const fresh = "fresh.token-after-a-401";

  it("one refresh, then the write goes out once more", async () => {
    const server = await start([{ applied: false, act: unauthorized }]);
    const refused: string[] = [];
    const tokens = {
      token: async () => CANARY,
      refresh: async (token: string) => {
        refused.push(token);
        return fresh;
      },
    };
    await expect(set(server, { tokens }).done).resolves.toMatchObject({ sent: 2, readBack: false });
    expect(refused).toEqual([CANARY]);
    expect(server.seen.map(({ headers }) => headers.authorization)).toEqual([
      `Bearer ${CANARY}`,
      `Bearer ${fresh}`,
    ]);
  });

  it("a second 401 ends it", async () => {
    const server = await scriptedServer(inTurn(unauthorized));
    closers.push(server.close);
    const tokens = { token: async () => CANARY, refresh: async () => fresh };
    const failure = await failureOf(set(server, { tokens }).done, [CANARY, fresh]);
    expect(failure).toMatchObject({ code: "token_refused", outcome: "not_applied", exitCode: 4 });
    expect(failure.hint).toMatch(/routera auth login.*ROUTERA_TOKEN/);
    expect(server.seen).toHaveLength(2);
  });
});

/** The deal without a Date header: then only a reading from before can prove anything. */
const withoutDate: Act = (response) => {
  response.sendDate = false;
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({ ...BEFORE, archived: false }));
};
