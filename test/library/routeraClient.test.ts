import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { LosslessNumber, printJson } from "../../src/json.ts";
import type { ClientOptions } from "../../src/library/clientOptions.ts";
import { RouteraClient } from "../../src/library/routeraClient.ts";
import { toPlain } from "../../src/library/toPlain.ts";
import type { WireEvent } from "../../src/library/wireEvent.ts";
import { makeCertificate } from "../api/certificates.ts";
import { answer, scriptedServer } from "../api/scriptedServer.ts";
import { connectRecorder } from "../harness/connectRecorder.ts";
import { applied, dealServer, unapplied } from "../harness/dealServer.ts";
import { ARCHIVED, BIG, clientOf, folder, STARTER, sandbox } from "./sandbox.ts";

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
    const archived: string[] = [];
    for await (const { id } of client.list({ archived: true })) archived.push(id);
    expect(archived).toContain(ARCHIVED);
  });

  it("tell which fields Routera keeps with another value", async () => {
    const kept = answer(200, `{"id":"${STARTER}","deal_name":"Big Deal","amount":1.1,"phone":"1"}`);
    const server = await dealServer({ PATCH: unapplied(kept) });
    onTestFinished(server.close);
    const client = await clientOf({ token: "any", baseUrl: server.url });
    const fields = { deal_name: "big deal", amount: new LosslessNumber("1.10"), phone: "1" };
    expect((await client.update(STARTER, fields)).storedDifferently).toEqual(["deal_name"]);
  });
});

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
  ])("%s", async (_name, call, failure) => {
    await expect(call(await clientOf())).rejects.toMatchObject(failure);
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

  it.each<[string, (folder: string) => ClientOptions]>([
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
    const options = { token: "canary", baseUrl: server.url, ...trust(folder()) };
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

describe("options", () => {
  it.each<[string, ClientOptions, string]>([
    ["no credentials", {}, "token_missing"],
    ["an unset variable", { token: undefined }, "token_missing"],
    ["an empty token", { token: "" }, "token_missing"],
    ["a token with a line break", { token: "a\nb" }, "token_malformed"],
    ["an id alone", { clientId: "a" }, "client_incomplete"],
    ["a secret alone", { clientSecret: "a" }, "client_incomplete"],
    ["two ways at once", { token: "a", clientId: "b", clientSecret: "c" }, "option_conflict"],
    ["plain http to elsewhere", { token: "a", baseUrl: "http://api.example.com" }, "insecure_base_url"],
    ["a timeout that is none", { token: "a", timeout: 0 }, "bad_option"],
    ["a number as text", { token: "a", retries: "3" as unknown as number }, "bad_option"],
    [
      "a base URL that is no text",
      { token: "a", baseUrl: new URL("https://x.example") as never },
      "bad_option",
    ],
    ["null", { token: "a", proxy: null as never }, "bad_option"],
    ["a proxy without a scheme", { token: "a", proxy: "proxy.example:3128" }, "bad_option"],
    ["a proxy that is no text", { token: "a", proxy: true as never }, "bad_option"],
    ["two kinds of certificates", { token: "a", ca: "x", caFile: "y" }, "option_conflict"],
    ["a slip", { token: "a", basUrl: "https://evil.example" } as ClientOptions, "unknown_option"],
  ])("%s", (_name, options, code) => {
    expect(() => new RouteraClient(options)).toThrow(expect.objectContaining({ code }));
  });

  it("client credentials get a token", async () => {
    const baseUrl = await sandbox();
    const client = await clientOf({ clientId: "sandbox-client", clientSecret: "sandbox-secret", baseUrl });
    expect((await client.get(STARTER)).id).toBe(STARTER);
  });

  it("a source of tokens is asked again after a 401", async () => {
    const refused: string[] = [];
    const tokens = {
      token: async () => "expired",
      refresh: async (token: string) => {
        refused.push(token);
        return "fresh";
      },
    };
    expect((await (await clientOf({ tokens, baseUrl: await sandbox() })).get(STARTER)).id).toBe(STARTER);
    expect(refused).toEqual(["expired"]);
  });

  it("what a source of tokens gives cannot add a header", async () => {
    const server = await scriptedServer(answer(200, "{}"));
    onTestFinished(server.close);
    const tokens = { token: async () => "a\r\nx-evil: 1" };
    const client = await clientOf({ tokens, baseUrl: server.url });
    await expect(client.get("x")).rejects.toMatchObject({ code: "token_malformed" });
    expect(server.seen).toEqual([]);
  });

  it("onWire hears requests and answers and never a token", async () => {
    const events: WireEvent[] = [];
    const client = await clientOf({
      token: "canary",
      baseUrl: await sandbox(),
      onWire: (one) => events.push(one),
    });
    await client.get(STARTER);
    expect(events.map(({ type }) => type)).toEqual(["request", "answer"]);
    expect(JSON.stringify(events)).not.toContain("canary");
  });

  it("an aborted signal stops what is being waited for", async () => {
    const server = await scriptedServer(() => {});
    onTestFinished(server.close);
    const controller = new AbortController();
    const onWire = () => controller.abort();
    const client = await clientOf({ token: "a", baseUrl: server.url, signal: controller.signal, onWire });
    await expect(client.get("x")).rejects.toMatchObject({ kind: "interrupted", exitCode: 130 });
    await expect(client.get("x")).rejects.toMatchObject({ kind: "interrupted" });
    expect(server.seen.length).toBeLessThan(2);
  });

  it("a closed client says so", async () => {
    const client = await clientOf();
    await client[Symbol.asyncDispose]();
    await expect(client.get(STARTER)).rejects.toMatchObject({ code: "client_closed" });
  });
});
