import { afterEach, describe, expect, it } from "vitest";
import { clientCredentials } from "../../../src/api/tokens/clientCredentials.ts";
import {
  answer,
  byMethod,
  html,
  type Responder,
  reset,
  respondInOrder,
  scriptedServer,
} from "../scriptedServer.ts";
import { failureOf, ID, testClient } from "../testClient.ts";

const SECRET = "s3cret & more:é";
const client = { clientId: "id:1", clientSecret: SECRET, auth: "body" } as const;
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function start(act: Responder, auth: "body" | "basic" = "body") {
  const server = await scriptedServer(act);
  closers.push(server.close);
  const test = testClient(`${server.url}/v1`);
  return { ...test, server, tokens: clientCredentials(test.connection, { ...client, auth }) };
}

const granted = (token: string, rest: object = {}) =>
  answer(200, { access_token: token, token_type: "Bearer", expires_in: 3600, ...rest });

describe("asking for a token", () => {
  it("with id and secret in the body", async () => {
    const { tokens, server } = await start(granted("one"));
    await expect(tokens.token()).resolves.toBe("one");
    const [seen] = server.seen;
    expect(seen).toMatchObject({ method: "POST", url: "/v1/oauth2/token" });
    expect(seen?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
    expect(seen?.headers.authorization).toBeUndefined();
    expect(Object.fromEntries(new URLSearchParams(seen?.body))).toEqual({
      grant_type: "client_credentials",
      client_id: "id:1",
      client_secret: SECRET,
    });
  });

  it("with HTTP Basic, form-encoded", async () => {
    const { tokens, server } = await start(granted("one"), "basic");
    await tokens.token();
    const [, credentials = ""] = server.seen[0]?.headers.authorization?.split(" ") ?? [];
    expect(Buffer.from(credentials, "base64").toString()).toBe("id%3A1:s3cret+%26+more%3A%C3%A9");
    expect(server.seen[0]?.body).toBe("grant_type=client_credentials");
  });

  it("once for all who need it, until shortly before its end", async () => {
    const { tokens, server, clock } = await start(respondInOrder(granted("one"), granted("two")));
    await expect(Promise.all([tokens.token(), tokens.token()])).resolves.toEqual(["one", "one"]);
    clock.advance(3_539_000);
    await expect(tokens.token()).resolves.toBe("one");
    clock.advance(1_000);
    await expect(tokens.token()).resolves.toBe("two");
    expect(server.seen).toHaveLength(2);
  });

  it.each([
    ["no life is told", { expires_in: undefined }, 1_000_000_000],
    ["a short life", { expires_in: 10 }, 8_999],
  ])("%s", async (_, rest, ms) => {
    const { tokens, server, clock } = await start(respondInOrder(granted("one", rest), granted("two")));
    await tokens.token();
    clock.advance(ms);
    await expect(tokens.token()).resolves.toBe("one");
    expect(server.seen).toHaveLength(1);
  });

  it("is tried again after a reset, 429 and 5xx", async () => {
    const { tokens, server } = await start(
      respondInOrder(reset, answer(429, "", { "retry-after": "1" }), answer(503), granted("one")),
    );
    await expect(tokens.token()).resolves.toBe("one");
    expect(server.seen).toHaveLength(4);
  });

  it("a failure is not kept", async () => {
    const { tokens } = await start(respondInOrder(answer(401, { error: "invalid_client" }), granted("one")));
    await failureOf(tokens.token(), [SECRET]);
    await expect(tokens.token()).resolves.toBe("one");
  });

  it.each<[string, Responder, object]>([
    [
      "a refused client",
      answer(401, { error: "invalid_client", error_description: `no such secret: ${SECRET}` }),
      {
        kind: "credentials",
        code: "client_refused",
        status: 401,
        message: "invalid_client: no such secret: [hidden]",
      },
    ],
    [
      "a refused grant",
      answer(400, { error: "unsupported_grant_type" }),
      { kind: "credentials", code: "token_request_refused" },
    ],
    [
      "Routera's own error",
      answer(403, { error: true, message: "Forbidden" }),
      { kind: "credentials", code: "forbidden" },
    ],
    [
      "Routera's own error for bad values",
      answer(400, { error: true, message: "client_id is required" }),
      {
        kind: "credentials",
        code: "token_request_refused",
        status: 400,
        message: "client_id is required",
        hint: expect.stringContaining("check ROUTERA_CLIENT_ID and ROUTERA_CLIENT_SECRET, or log in"),
      },
    ],
    [
      "another type",
      granted("one", { token_type: "mac" }),
      { kind: "not_routera", code: "unexpected_answer" },
    ],
    ["no token", answer(200, {}), { kind: "not_routera", code: "unexpected_answer" }],
    ["a token that is none", granted("a\nb"), { kind: "credentials", code: "token_malformed" }],
    ["HTML", html(200), { kind: "not_routera", code: "unexpected_answer" }],
    ["an HTML refusal", html(401), { kind: "not_routera", code: "not_routera" }],
    [
      "a redirect",
      answer(307, "", { location: "https://evil.example" }),
      { kind: "not_routera", code: "redirected" },
    ],
    ["404", answer(404, { message: "Not Found" }), { kind: "not_routera", code: "unexpected_status" }],
    ["500", answer(500), { kind: "try_later", code: "server_error" }],
  ])("%s", async (_, act, failure) => {
    const { tokens, log } = await start(act);
    expect(await failureOf(tokens.token(), [SECRET])).toMatchObject(failure);
    expect(JSON.stringify(log)).not.toContain(SECRET);
  });
});

describe("an id or a secret with something around it", () => {
  it.each([
    [{ clientSecret: "canary\n" }, "client_secret_malformed", "a line break"],
    [{ clientId: "id\r\n" }, "client_id_malformed", "a line break"],
    [{ clientSecret: "\ufeffcanary" }, "client_secret_malformed", "a control character"],
  ])("%j is refused before any request", async (change, code, words) => {
    const { server, connection } = await start(granted("one"));
    const made = async () => clientCredentials(connection, { ...client, ...change }).token();
    const failure = await failureOf(made(), ["canary"]);
    expect(failure).toMatchObject({ kind: "credentials", code });
    expect(failure.message).toContain(words);
    expect(server.seen).toEqual([]);
  });
});

describe("renewing a token", () => {
  it("once, and all who were refused get the same", async () => {
    const { tokens, server } = await start(respondInOrder(granted("one"), granted("two"), granted("three")));
    await tokens.token();
    await expect(Promise.all([tokens.refresh("one"), tokens.refresh("one")])).resolves.toEqual([
      "two",
      "two",
    ]);
    await expect(tokens.refresh("one")).resolves.toBe("two");
    await expect(tokens.refresh("two")).resolves.toBeUndefined();
    expect(server.seen).toHaveLength(2);
  });

  it("again once the fresh one did its work, and not for what an old one could still do", async () => {
    const { tokens, server } = await start(respondInOrder(granted("one"), granted("two"), granted("three")));
    await tokens.token();
    await tokens.refresh("one");
    tokens.taken?.("one");
    await expect(tokens.refresh("two")).resolves.toBeUndefined();
    tokens.taken?.("two");
    const both = Promise.all([tokens.refresh("two"), tokens.refresh("two")]);
    // Its own success comes late: it must not pay for the next refresh.
    tokens.taken?.("two");
    await expect(both).resolves.toEqual(["three", "three"]);
    await expect(tokens.refresh("three")).resolves.toBeUndefined();
    expect(server.seen).toHaveLength(3);
  });

  it("a write that gets a 401 goes out again with it", async () => {
    const { server, connection } = await start(
      byMethod({
        POST: respondInOrder(granted("one"), granted("two")),
        PATCH: respondInOrder(answer(401, { error: true, message: "expired" }), answer(200, { id: ID })),
      }),
    );
    const tokens = clientCredentials(connection, client);
    const { client: deals } = testClient(connection.baseUrl, { tokens });
    await expect(deals.update(ID, { deal_name: "A" })).resolves.toMatchObject({ sent: 2 });
    expect(server.seen.map(({ method, headers }) => `${method} ${headers.authorization ?? ""}`)).toEqual([
      "POST ",
      "PATCH Bearer one",
      "POST ",
      "PATCH Bearer two",
    ]);
  });
});
