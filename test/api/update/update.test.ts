import { afterEach, describe, expect, it } from "vitest";
import { LosslessNumber } from "../../../src/json.ts";
import { type DealServer, dealServer, type InjectedFault } from "../dealServer.ts";
import { answer, html, type Responder, reset, respondInOrder, scriptedServer } from "../scriptedServer.ts";
import { CANARY, failureOf, ID, testClient } from "../testClient.ts";
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

describe("a write that is refused", () => {
  const said = (message: string) => ({ error: true, message });
  it.each<[string, Responder, object]>([
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
    ["The pipeline is locked", "conflict"],
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

describe("401 and a fresh token", () => {
  const unauthorized = answer(401, { error: true, message: "Unauthorized: missing account context" });
  const fresh = "fresh.token-after-a-401";

  it("one refresh, then the write goes out again", async () => {
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
    const server = await scriptedServer(respondInOrder(unauthorized));
    closers.push(server.close);
    const tokens = { token: async () => CANARY, refresh: async () => fresh };
    const failure = await failureOf(set(server, { tokens }).done, [CANARY, fresh]);
    expect(failure).toMatchObject({ code: "token_refused", outcome: "not_applied", exitCode: 4 });
    expect(failure.hint).toMatch(/ROUTERA_TOKEN.*: routera auth login$/);
    expect(server.seen).toHaveLength(2);
  });
});
