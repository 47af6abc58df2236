import { describe, expect, it, onTestFinished } from "vitest";
import type { WireEvent } from "../../src/api/wireEvent.ts";
import { RouteraClient } from "../../src/library/client.ts";
import type { ClientOptions } from "../../src/library/options.ts";
import { answer, scriptedServer } from "../api/scriptedServer.ts";
import { bad } from "./clientSetup.ts";
import { clientOf, STARTER, sandbox } from "./sandbox.ts";

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
    ["a signal that is none", { token: "a", signal: {} as never }, "bad_option"],
    ["a source of tokens without one", { tokens: {} as never }, "bad_option"],
    [
      "a source that refreshes nothing",
      { tokens: { token: async () => "a", refresh: 5 as never } },
      "bad_option",
    ],
    ["a path that is empty", { token: "a", caFile: "" }, "bad_option"],
    ["a list", [] as ClientOptions, "bad_option"],
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

  it.each([
    [undefined, "undefined"],
    [null, "null"],
    [5, "a number"],
  ])("a source of tokens must give a string, not %s", async (token, words) => {
    const baseUrl = await sandbox();
    const none = await clientOf({ tokens: { token: (() => token) as never }, baseUrl });
    await expect(none.get(STARTER)).rejects.toMatchObject(
      bad(`RouteraClient: the result of tokens.token() must be a string, got ${words}`),
    );
    if (token === undefined) return;
    const tokens = { token: async () => "expired", refresh: (() => token) as never };
    await expect((await clientOf({ tokens, baseUrl })).get(STARTER)).rejects.toMatchObject(
      bad(`RouteraClient: the result of tokens.refresh() must be a string, got ${words}`),
    );
  });

  it("what a source of tokens throws is the cause, and its words stay there", async () => {
    const cause = new RangeError("canary");
    const tokens = { token: () => Promise.reject(cause) };
    const thrown = await (await clientOf({ tokens, baseUrl: await sandbox() }))
      .get(STARTER)
      .catch((error: unknown) => error);
    expect(thrown).toMatchObject({ kind: "credentials", code: "token_source_failed", cause });
    expect(JSON.stringify(thrown)).not.toContain("canary");
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

  it("nothing is sent while NODE_DEBUG makes Node print requests", async () => {
    const client = await clientOf();
    process.env.NODE_DEBUG = "HTTP";
    onTestFinished(() => {
      delete process.env.NODE_DEBUG;
    });
    await expect(client.get(STARTER)).rejects.toMatchObject({ code: "debug_prints_requests" });
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
