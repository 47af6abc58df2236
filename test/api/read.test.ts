import { afterEach, describe, expect, it } from "vitest";
import {
  answer,
  cutBody,
  endless,
  html,
  type Responder,
  reset,
  respondInOrder,
  scriptedServer,
  silent,
} from "./scriptedServer.ts";
import { CANARY, failureOf, ID, testClient } from "./testClient.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function start(...acts: readonly Responder[]) {
  const server = await scriptedServer(respondInOrder(...acts));
  closers.push(server.close);
  return server;
}

const deal = answer(200, { id: ID, deal_name: "A" });
const page = answer(200, { data: [{ id: "1" }], pagination: { limit: 10, offset: 0, count: 1 } });

describe("reading a deal", () => {
  it("asks for properties", async () => {
    const server = await start(deal);
    await testClient(`${server.url}/v1/`).client.get(ID, { properties: ["phone", "amount"] });
    expect(server.seen).toMatchObject([
      { method: "GET", url: `/v1/deals/${ID}?properties=phone,amount`, body: "" },
    ]);
  });

  it.each<[string, Responder]>([
    ["a reset", reset],
    ["a cut body", cutBody],
    ["429", answer(429, { message: "slow" }, { "retry-after": "3" })],
    ["500", answer(500)],
    ["503 in HTML", html(503)],
    ["408", answer(408)],
  ])("%s, then fine", async (_, act) => {
    const server = await start(act, act, deal);
    const { client, clock } = testClient(server.url);
    await expect(client.get(ID)).resolves.toMatchObject({ deal_name: "A" });
    expect(server.seen).toHaveLength(3);
    expect(clock.waits).toHaveLength(2);
  });

  it.each<[string, Responder, object]>([
    ["empty", answer(200), { kind: "not_routera", code: "unexpected_answer" }],
    ["204", answer(204), { kind: "not_routera", code: "unexpected_answer" }],
    ["HTML", html(200), { kind: "not_routera", code: "unexpected_answer" }],
    ["another deal", answer(200, { id: "b" }), { kind: "not_routera", code: "unexpected_answer" }],
    [
      "an error",
      answer(200, { error: true, message: CANARY }),
      { kind: "not_routera", code: "unexpected_answer" },
    ],
    [
      "a redirect",
      answer(302, "", { location: "/login" }),
      { kind: "not_routera", code: "redirected", status: 302 },
    ],
    ["an endless body", endless, { kind: "not_routera", code: "answer_too_large" }],
    [
      "404",
      answer(404, { error: true, message: "Object not found" }),
      { kind: "not_found", code: "deal_not_found" },
    ],
    ["400", answer(400, { error: true, message: "no" }), { kind: "rejected", code: "values_refused" }],
    ["401", answer(401, { error: true, message: "no" }), { kind: "credentials", code: "token_refused" }],
  ])("%s fails at once", async (_, act, failure) => {
    const server = await start(act, deal);
    expect(await failureOf(testClient(server.url).client.get(ID))).toMatchObject({
      ...failure,
      outcome: "not_applied",
    });
    expect(server.seen).toHaveLength(1);
  });

  it.each<[string, Responder, string]>([
    ["500", answer(500, { error: true, message: "broken" }), "server_error"],
    ["a reset", reset, "connection_reset"],
    ["a cut body", cutBody, "answer_cut"],
  ])("%s for ever ends", async (_, act, code) => {
    const server = await start(act);
    expect(await failureOf(testClient(server.url).client.get(ID))).toMatchObject({ kind: "try_later", code });
    expect(server.seen).toHaveLength(4);
  });

  it("silence ends by the time limit", async () => {
    const server = await start(silent);
    const { client } = testClient(server.url, { timeout: 100, retries: 1 });
    expect(await failureOf(client.get(ID))).toMatchObject({ code: "timed_out", exitCode: 8 });
    expect(server.seen).toHaveLength(2);
  });
});

describe("reading a page", () => {
  it("asks for it and says whether it is the last", async () => {
    const server = await start(page);
    const { client } = testClient(server.url);
    await expect(client.page({ limit: 10, offset: 20, archived: true, properties: ["a"] })).resolves.toEqual({
      deals: [{ id: "1" }],
      last: true,
    });
    expect(server.seen[0]?.url).toBe("/deals?limit=10&offset=20&archived=true&properties=a");
  });

  it.each<[string, Responder, object]>([
    ["no page", answer(200, []), { code: "unexpected_answer" }],
    [
      "404: there is no such API",
      answer(404, { message: "Not Found" }),
      { kind: "not_routera", code: "unexpected_status" },
    ],
  ])("%s", async (_, act, failure) => {
    const server = await start(act);
    expect(await failureOf(testClient(server.url).client.page({ limit: 10, offset: 0 }))).toMatchObject(
      failure,
    );
  });
});

describe("settling a write of long ago", () => {
  const date = "Mon, 01 Jun 2026 12:00:00 GMT";
  const shows = (name: string, updated_at: string) =>
    answer(200, { id: ID, deal_name: name, updated_at }, { date });
  const old = "2026-05-28T12:00:00.000Z";
  const before = { id: ID, deal_name: "Old", updated_at: old };

  it.each<[string, Responder, object, string]>([
    ["the value is there", shows("New", old), {}, "applied"],
    ["nothing changed since before", shows("Old", old), { before }, "unapplied"],
    ["nothing changed since it left", shows("Old", old), { sentAgo: 60_000 }, "unapplied"],
    ["it changed about then", shows("Old", "2026-06-01T11:58:58.500Z"), { sentAgo: 60_000 }, "conflict"],
    ["nothing is known of then", shows("Old", old), {}, "conflict"],
    ["it changed since before", shows("Theirs", "2026-06-01T11:00:00.000Z"), { before }, "conflict"],
    ["no answer", answer(500), { before }, "unknown"],
    ["no such deal", answer(404, { error: true, message: "Object not found" }), { before }, "unknown"],
  ])("%s", async (_, act, options, verdict) => {
    const server = await start(act);
    const { client, log } = testClient(server.url);
    await expect(client.settle(ID, { deal_name: "New" }, options)).resolves.toMatchObject({ verdict });
    expect(log.at(-1)).toEqual({ type: "read_back", id: ID, verdict });
  });
});
