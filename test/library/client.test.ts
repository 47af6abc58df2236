import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Deal } from "../../src/deals/deal.ts";
import { LosslessNumber, printJson } from "../../src/json.ts";
import type { RouteraClient } from "../../src/library/client.ts";
import type { ClientOptions } from "../../src/library/options.ts";
import { toPlain } from "../../src/library/values.ts";
import { makeCertificate } from "../api/http/certificates.ts";
import { answer, scriptedServer } from "../api/scriptedServer.ts";
import { connectRecorder } from "../harness/connectRecorder.ts";
import { applied, dealServer, unapplied } from "../harness/dealServer.ts";
import { bad } from "./clientSetup.ts";
import { ARCHIVED, BIG, clientOf, directory, STARTER, sandbox } from "./sandbox.ts";

describe("deals", () => {
  it("are changed, and the answer shows what was set", async () => {
    const client = await clientOf();
    const { deal, ...rest } = await client.update(STARTER, { deal_name: "Enterprise plan", amount: 1200.5 });
    expect(toPlain(deal)).toMatchObject({ id: STARTER, deal_name: "Enterprise plan", amount: 1200.5 });
    expect(rest).toEqual({ readBack: false, sent: 1, storedDifferently: [] });
  });

  it("keep their digits both ways", async () => {
    const client = await clientOf();
    const { amount } = await client.get(BIG, { properties: ["amount"] });
    expect(amount).toEqual(new LosslessNumber("9007199254740993"));
    const { deal } = await client.update(STARTER, { amount: amount ?? null });
    expect(printJson(deal.amount ?? null)).toBe("9007199254740993");
  });

  it("are listed across pages, as many as asked for", async () => {
    const client = await clientOf();
    const ids = new Set<string>();
    for await (const { id } of client.list({ limit: 25 })) ids.add(id);
    expect(ids.size).toBe(25);
  });

  it("are listed with the archived ones on request, and not instead of the others", async () => {
    const client = await clientOf();
    const listed = async (archived: boolean) => {
      const found: Deal[] = [];
      for await (const deal of client.list({ archived })) found.push(deal);
      return found;
    };
    const active = await listed(false);
    const all = await listed(true);
    expect(active.filter((deal) => deal.archived !== false)).toEqual([]);
    expect(all.map(({ id }) => id)).toEqual(expect.arrayContaining(active.map(({ id }) => id)));
    expect([active.length, all.length]).toEqual([35, 40]);
    expect(all.find(({ id }) => id === ARCHIVED)?.archived).not.toBe(false);
  });

  it("shows which fields Routera keeps with another value", async () => {
    const kept = answer(200, `{"id":"${STARTER}","deal_name":"Big Deal","amount":1.1,"phone":"1"}`);
    const server = await dealServer({ PATCH: unapplied(kept) });
    onTestFinished(server.close);
    const client = await clientOf({ token: "any", baseUrl: server.url });
    const fields = { deal_name: "big deal", amount: new LosslessNumber("1.10"), phone: "1" };
    expect((await client.update(STARTER, fields)).storedDifferently).toEqual(["deal_name"]);
  });
});

/** A JWT of the year 1970. */
const ENDED = `a.${Buffer.from('{"exp":1000}').toString("base64url")}.c`;

/** A server that refuses every token, as its clock says in 2026. */
async function refusing(): Promise<string> {
  const date = "Mon, 01 Jun 2026 12:00:00 GMT";
  const server = await dealServer({ GET: answer(401, { message: "Unauthorized", error: true }, { date }) });
  onTestFinished(server.close);
  return server.url;
}

/** Nothing listens on this port. */
const NOWHERE = { baseUrl: "http://127.0.0.1:1" };

describe("failures", () => {
  it.each<[string, (client: RouteraClient) => Promise<unknown>, object]>([
    [
      "a deal that is not there",
      (client) => client.get("nobody"),
      { kind: "not_found", exitCode: 5, status: 404 },
    ],
    [
      "an archived deal",
      (client) => client.update(ARCHIVED, { deal_name: "x" }),
      { kind: "conflict", code: "deal_archived", outcome: "not_applied" },
    ],
    [
      "refused values",
      (client) => client.update(STARTER, { amount: "much" }),
      { kind: "rejected", exitCode: 7, outcome: "not_applied" },
    ],
    ["a bad id", (client) => client.get("../x"), { code: "bad_deal_id" }],
    ["a bad property", (client) => client.get("x", { properties: ["a,b"] }), { code: "bad_property" }],
    ["a bad limit", (client) => client.list({ limit: 0 }).next(), { code: "bad_option" }],
    ["a slip", (client) => client.get("x", { propertys: [] } as object), { code: "unknown_option" }],
    ["no id", (client) => client.get(undefined as never), bad("get: id must be a string, got undefined")],
    ["a number as id", (client) => client.get(123 as never), bad("get: id must be a string, got a number")],
    [
      "no id to change",
      (client) => client.update(undefined as never, { amount: 1 }),
      bad("update: id must be a string, got undefined"),
    ],
    [
      "a number as property",
      (client) => client.get("x", { properties: [1] as never }),
      bad("get: properties must be a list of strings, got a list that contains a number"),
    ],
    [
      "null as property",
      (client) => client.list({ properties: [null] as never }).next(),
      bad("list: properties must be a list of strings, got a list that contains null"),
    ],
    [
      "one property that is no list",
      (client) => client.list({ properties: "amount" as never }).next(),
      bad("list: properties must be a list of strings, got a string"),
    ],
    [
      "another deal as it was before",
      (client) => client.update(STARTER, { amount: 1 }, { before: { id: BIG } as unknown as Deal }),
      bad(`update: before must be the deal "${STARTER}", as returned by get or list`),
    ],
  ])("%s", async (_name, call, failure) => {
    await expect(call(await clientOf())).rejects.toMatchObject(failure);
  });

  it("are data with the shape that --json prints", async () => {
    const thrown = await (await clientOf()).get("nobody").catch((error: unknown) => error);
    expect(JSON.parse(JSON.stringify({ error: thrown }))).toEqual({
      error: {
        code: "deal_not_found",
        message: "Object not found",
        status: 404,
        retryable: false,
        outcome: "not_applied",
        hint: "list the deal IDs of this account: client.list({ archived: true })\nshow the account",
        exit_code: 5,
      },
    });
    expect(String(thrown)).toBe("RouteraFailure: Object not found");
  });

  it.each<[string, (client: RouteraClient) => Promise<unknown>]>([
    ["a deal that is not there", (client) => client.get("nobody")],
    ["an archived deal", (client) => client.update(ARCHIVED, { deal_name: "x" })],
    ["refused values", (client) => client.update(STARTER, { amount: "much" })],
    ["a bad id", (client) => client.get("../x")],
    ["an empty name", (client) => client.update(STARTER, { "": "x" })],
    ["a token that is refused", async () => (await clientOf({ token: "expired" })).get(STARTER)],
    [
      "a token that ended",
      async () => (await clientOf({ token: ENDED, baseUrl: await refusing() })).get(STARTER),
    ],
    ["an empty token", () => clientOf({ token: "" })],
    [
      "an id that is refused",
      async () => (await clientOf({ clientId: "a", clientSecret: "b" })).get(STARTER),
    ],
    ["no server", async () => (await clientOf({ ...NOWHERE, token: "a", retries: 0 })).get(STARTER)],
    ["no file", async () => (await clientOf({ token: "a", caFile: "/nowhere/ca.pem" })).get(STARTER)],
  ])("say what to do in words of options: %s", async (_name, call) => {
    const { hint } = (await call(await clientOf()).catch((error: unknown) => error)) as { hint: string };
    expect(hint).toBeTruthy();
    expect(hint).not.toMatch(/routera (auth|deals|profile|doctor)|ROUTERA_|--[a-z]|command/);
  });

  it("a write whose answer was lost is read back, not sent again", async () => {
    const server = await dealServer({ PATCH: applied((response) => response.destroy()) });
    onTestFinished(server.close);
    const client = await clientOf({ token: "any", baseUrl: server.url });
    const before = await client.get(server.deal().id as string, { properties: ["deal_name"] });
    const { readBack, sent } = await client.update(before.id, { deal_name: "New" }, { before });
    expect({ readBack, sent }).toEqual({ readBack: true, sent: 1 });
  });
});

const certificate = makeCertificate();

describe.skipIf(certificate === undefined)("https (needs openssl)", () => {
  const fine = answer(200, `{"id":"${STARTER}"}`);
  const pem = certificate?.cert ?? "";

  it.each<[string, (directory: string) => ClientOptions]>([
    ["a text", () => ({ ca: pem })],
    [
      "a file",
      (below) => {
        writeFileSync(join(below, "ca.pem"), pem);
        return { caFile: join(below, "ca.pem") };
      },
    ],
  ])("certificates to trust come from %s, and a proxy that is named is used", async (_name, trust) => {
    const server = await scriptedServer(fine, certificate);
    onTestFinished(server.close);
    const proxy = await connectRecorder();
    onTestFinished(proxy.close);
    const options = { token: "canary", baseUrl: server.url, ...trust(directory()) };
    expect((await (await clientOf(options)).get(STARTER)).id).toBe(STARTER);
    expect(proxy.asked).toEqual([]);
    const behind = await clientOf({ ...options, proxy: `http://127.0.0.1:${proxy.port}` });
    expect((await behind.get(STARTER)).id).toBe(STARTER);
    expect(proxy.asked).toEqual([`CONNECT ${new URL(server.url).host}`]);
    expect(proxy.bytes()).not.toContain("canary");
    const distrusting = await clientOf({ token: "canary", baseUrl: server.url, retries: 0 });
    await expect(distrusting.get(STARTER)).rejects.toMatchObject({ code: "tls_failed" });
  });
});

it("plain http goes through no proxy, whoever names it", async () => {
  const proxy = await connectRecorder();
  onTestFinished(proxy.close);
  const client = await clientOf({
    token: "a",
    baseUrl: await sandbox(),
    proxy: `http://127.0.0.1:${proxy.port}`,
  });
  expect((await client.get(STARTER)).id).toBe(STARTER);
  expect(proxy.asked).toEqual([]);
});
