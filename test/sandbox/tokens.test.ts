import { afterAll, describe, expect, it } from "vitest";
import { SANDBOX_CLIENT } from "../../src/sandbox/tokens.ts";
import { deviations, documentedAnswers } from "./documented.ts";
import { get, started, stillClock } from "./started.ts";

const seen = new Set<string>();

/** Reads an answer that the document describes, and checks it against the document. */
async function documented(path: string, response: Response, method: "GET" | "PATCH" | "POST" = "GET") {
  const text = await response.text();
  const answer = `${method} ${path} ${response.status}`;
  expect(deviations(answer, response.headers.get("content-type"), JSON.parse(text))).toEqual([]);
  seen.add(answer);
  return { status: response.status, text, body: JSON.parse(text) };
}

afterAll(() => {
  expect([...seen].sort()).toEqual([...documentedAnswers].filter((one) => one.includes("/oauth2/")).sort());
});

describe("POST /oauth2/token", () => {
  const { id, secret } = SANDBOX_CLIENT;
  const basic = (text: string) => ({ Authorization: `Basic ${Buffer.from(text).toString("base64")}` });
  const ask = async (url: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
    documented(
      "/oauth2/token",
      await fetch(`${url}/oauth2/token`, { method: "POST", headers, body: new URLSearchParams(form) }),
      "POST",
    );
  const grant = { grant_type: "client_credentials" };

  it("issues a token by form or by Basic, good for an hour", async () => {
    const clock = stillClock();
    const { url } = await started({ clock, clients: [SANDBOX_CLIENT], tokens: () => false });
    const answers = [
      await ask(url, { ...grant, client_id: id, client_secret: secret }),
      await ask(url, grant, basic(`${id}:${secret}`)),
      await ask(url, grant, basic(`sandbox%2Dclient:${secret}`)),
    ];
    for (const { body } of answers) {
      expect(body).toMatchObject({ token_type: "Bearer", expires_in: 3600 });
      const claims = JSON.parse(Buffer.from(body.access_token.split(".")[1], "base64url").toString());
      expect(claims.exp * 1000).toBe(clock.time + 3_600_000);
      expect((await get(url, "/deals", { Authorization: `Bearer ${body.access_token}` })).status).toBe(200);
    }
    clock.time += 3_600_000;
    for (const { body } of answers) {
      expect((await get(url, "/deals", { Authorization: `Bearer ${body.access_token}` })).status).toBe(401);
    }
  });

  it("takes no token with changed claims, nor one of another sandbox", async () => {
    const [first, second] = [
      await started({ clients: [SANDBOX_CLIENT], tokens: () => false }),
      await started({ clients: [SANDBOX_CLIENT], tokens: () => false }),
    ];
    const { body } = await ask(first.url, grant, basic(`${id}:${secret}`));
    const [head, , signature] = body.access_token.split(".");
    const claims = Buffer.from('{"exp":99999999999}').toString("base64url");
    expect(
      (await get(first.url, "/deals", { Authorization: `Bearer ${head}.${claims}.${signature}` })).status,
    ).toBe(401);
    expect((await get(second.url, "/deals", { Authorization: `Bearer ${body.access_token}` })).status).toBe(
      401,
    );
  });

  it.each([
    ["no grant type", {}, basic(`${id}:${secret}`), 400, "invalid_request"],
    [
      "another grant type",
      { grant_type: "password" },
      basic(`${id}:${secret}`),
      400,
      "unsupported_grant_type",
    ],
    ["no client", grant, {}, 401, "invalid_client"],
    ["a wrong secret", { ...grant, client_id: id, client_secret: "x" }, {}, 401, "invalid_client"],
    ["an unknown client", grant, basic(`someone:${secret}`), 401, "invalid_client"],
    ["a broken header", grant, { Authorization: "Basic ???" }, 401, "invalid_client"],
  ])(
    "refuses %s",
    async (_case, form: Record<string, string>, headers: Record<string, string>, status, error) => {
      const { url } = await started({ clients: [SANDBOX_CLIENT] });
      expect(await ask(url, form, headers)).toMatchObject({ status, body: { error } });
    },
  );

  it("refuses a JSON body", async () => {
    const { url } = await started({ clients: [SANDBOX_CLIENT] });
    const headers = { "Content-Type": "application/json" };
    const response = await fetch(`${url}/oauth2/token`, {
      method: "POST",
      headers,
      body: JSON.stringify(grant),
    });
    expect((await documented("/oauth2/token", response, "POST")).status).toBe(400);
  });
});
