import { request } from "node:http";
import { afterAll, describe, expect, it } from "vitest";
import { memoryStore } from "../../src/sandbox/store.ts";
import { deviations, documentedAnswers, errorDeviations } from "./documented.ts";
import { ARCHIVED, BLANK, bearer, get, patch, STARTER, started } from "./started.ts";

const DEAL = "/deals/{dealId}";
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
  expect([...seen].sort()).toEqual([...documentedAnswers].filter((one) => !one.includes("/oauth2/")).sort());
});

describe("PATCH /deals/{id}", () => {
  it("changes a field and answers with the default properties", async () => {
    const { url } = await started();
    const response = await patch(url, `/deals/${STARTER}`, '{"fields":{"deal_name":"Enterprise plan"}}');
    expect(response.headers.get("date")).toBe("Tue, 24 Nov 2026 12:00:00 GMT");
    const { status, body } = await documented(DEAL, response, "PATCH");
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        id: STARTER,
        external_id: "ext-001",
        deal_name: "Enterprise plan",
        pipeline: "default",
        deal_stage: "qualified",
        deal_owner: "jane@example.com",
        created_at: "2026-05-01T10:00:00.000Z",
        updated_at: "2026-11-24T12:00:00.000Z",
        archived: false,
      },
    });
    expect((await documented(DEAL, await get(url, `/deals/${STARTER}`))).body).toEqual(body);
  });

  it("keeps the digits of numbers, and shows them when asked for", async () => {
    const { url } = await started();
    for (const digits of ["1.10", "9007199254740993", "-0", "1e400", "100"]) {
      const path = `/deals/${STARTER}?properties=amount,phone`;
      const answer = await documented(
        DEAL,
        await patch(url, path, `{"fields":{"amount":${digits}}}`),
        "PATCH",
      );
      expect(answer.text).toContain(`"amount":${digits},"phone"`);
    }
  });

  it.each([
    ["no JSON", "{", "Invalid JSON"],
    ["no body", "", "Invalid JSON"],
    ["no fields", "{}", "fields is required"],
    ["a system field", '{"fields":{"updated_at":"x"}}', "updated_at is a system field and cannot be set"],
    ["an unknown field", '{"fields":{"nope":"x"}}', 'Unknown field "nope"'],
    ["a wrong type", '{"fields":{"amount":"5"}}', "amount must be a number"],
  ])("refuses %s with 400", async (_case, body, message) => {
    const { url } = await started();
    const answer = await documented(DEAL, await patch(url, `/deals/${STARTER}`, body), "PATCH");
    expect(answer).toMatchObject({ status: 400, body: { message, error: true } });
  });

  it("refuses a body that is not JSON by its type or its bytes", async () => {
    const { url } = await started();
    const path = `${url}/deals/${STARTER}`;
    const form = await fetch(path, { method: "PATCH", headers: bearer, body: '{"fields":{}}' });
    expect((await documented(DEAL, form, "PATCH")).body.message).toBe("The body must be application/json");
    const headers = { ...bearer, "Content-Type": "application/json" };
    const latin1 = await fetch(path, { method: "PATCH", headers, body: Uint8Array.of(0x22, 0xe9, 0x22) });
    expect((await documented(DEAL, latin1, "PATCH")).body.message).toBe(
      "Invalid JSON: the body is not UTF-8",
    );
  });

  it("refuses an unknown property, a missing id, an archived deal, a taken external id, another's deal", async () => {
    const { url } = await started();
    const cases = [
      [`/deals/${STARTER}?properties=nope`, '{"fields":{}}', 400, 'Invalid property: "nope"'],
      ["/deals/", '{"fields":{}}', 400, "Missing dealId"],
      ["/deals", '{"fields":{}}', 400, "Missing dealId"],
      [`/deals/${ARCHIVED}`, '{"fields":{"deal_name":"x"}}', 409, "Cannot update an archived object"],
      [
        `/deals/${STARTER}`,
        '{"fields":{"external_id":"ext-004"}}',
        409,
        'Duplicate active record: external_id "ext-004" is already in use',
      ],
      ["/deals/no-such", '{"fields":{"deal_name":"x"}}', 404, "Object not found"],
    ] as const;
    for (const [path, body, status, message] of cases) {
      const answer = await documented(DEAL, await patch(url, path, body), "PATCH");
      expect(answer).toMatchObject({ status, body: { message, error: true } });
    }
  });

  it("takes an external id that an archived deal has, or that was given up", async () => {
    const { url } = await started();
    const ids = async (id: string, externalId: string | null) => {
      const fields = { external_id: externalId };
      return (await documented(DEAL, await patch(url, `/deals/${id}`, JSON.stringify({ fields })), "PATCH"))
        .status;
    };
    expect(await ids(BLANK, "ext-002")).toBe(200);
    expect(await ids(STARTER, null)).toBe(200);
    expect(await ids(BLANK, "ext-001")).toBe(200);
    expect(await ids(STARTER, "ext-001")).toBe(409);
    expect(await ids(STARTER, "ext-002")).toBe(200);
  });

  it("refuses a body above 1 MiB, announced or not", async () => {
    const { url } = await started();
    const body = `{"fields":{"next_step":"${"x".repeat(1024 * 1024)}"}}`;
    const announced = await patch(url, `/deals/${STARTER}`, body);
    expect(announced.status).toBe(413);
    expect(errorDeviations(await announced.json())).toEqual([]);
    const chunked = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode(body));
        controller.close();
      },
    });
    const headers = { ...bearer, "Content-Type": "application/json" };
    const init = { method: "PATCH", headers, body: chunked, duplex: "half" };
    expect((await fetch(`${url}/deals/${STARTER}`, init as RequestInit)).status).toBe(413);
  });

  it("finds a deal by its percent-encoded id", async () => {
    const store = memoryStore([
      {
        id: "a/b ü%41",
        archived: false,
        created_at: "2026-01-01T00:00:00.000Z",
        updated_at: "2026-01-01T00:00:00.000Z",
      },
    ]);
    const { url } = await started({ store });
    const path = `/deals/${encodeURIComponent("a/b ü%41")}`;
    expect((await documented(DEAL, await get(url, path))).body.id).toBe("a/b ü%41");
    expect((await patch(url, path, '{"fields":{"deal_name":"x"}}')).status).toBe(200);
    expect((await documented(DEAL, await get(url, "/deals/a%zz"))).status).toBe(404);
  });
});

describe("GET /deals/{id}", () => {
  it("shows an archived deal with who archived it", async () => {
    const { url } = await started();
    const { body } = await documented(DEAL, await get(url, `/deals/${ARCHIVED}`));
    expect(body).toMatchObject({
      archived: "2026-02-10T16:40:12.345Z",
      archived_by: "operations@example.com",
    });
  });

  it("refuses what the document says", async () => {
    const { url } = await started();
    expect((await documented(DEAL, await get(url, `/deals/${STARTER}?properties=a`))).status).toBe(400);
    expect((await documented(DEAL, await get(url, "/deals/"))).body.message).toBe("Missing dealId");
    expect((await documented(DEAL, await get(url, "/deals/none"))).body.message).toBe("Object not found");
  });
});

describe("GET /deals", () => {
  it("walks all active deals in pages, each once", async () => {
    const { url } = await started();
    const ids: string[] = [];
    for (let offset = 0; ; offset += 15) {
      const { body } = await documented("/deals", await get(url, `/deals?limit=15&offset=${offset}`));
      expect(body.pagination).toEqual({ limit: 15, offset, count: body.data.length });
      if (body.data.length === 0) break;
      ids.push(...body.data.map(({ id }: { id: string }) => id));
    }
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids[0]).toBe(STARTER);
    expect(ids).not.toContain(ARCHIVED);
    const all = await documented("/deals", await get(url, "/deals?limit=100&archived=true"));
    expect(all.body.data).toHaveLength(40);
    const active = all.body.data.filter(({ archived }: { archived: unknown }) => archived === false);
    expect(active.map(({ id }: { id: string }) => id)).toEqual(ids);
  });

  it("holds 10 deals by default, with the properties asked for", async () => {
    const { url } = await started();
    const { body } = await documented("/deals", await get(url, "/deals?properties=tags"));
    expect(body.data).toHaveLength(10);
    expect(body.data[0]).toMatchObject({ id: STARTER, tags: ["self-service"] });
  });

  it.each([
    "limit=9",
    "limit=101",
    "limit=1e1",
    "limit=",
    "offset=-1",
    "offset=x",
    "archived=1",
    "properties=x",
  ])("refuses %s", async (query) => {
    const { url } = await started();
    expect((await documented("/deals", await get(url, `/deals?${query}`))).status).toBe(400);
  });
});

describe("who may come in", () => {
  it.each([
    ["nothing", {}],
    ["an empty bearer", { Authorization: "Bearer " }],
    ["another scheme", { Authorization: "Basic YTpi" }],
    ["an odd alphabet", { Authorization: "Bearer a b" }],
    ["an expired token", { Authorization: "Bearer expired" }],
    ["a token without an account", { Authorization: "Bearer no-account" }],
  ])("%s is a 401", async (_case, headers: Record<string, string>) => {
    const { url } = await started();
    const message = "Unauthorized: missing account context";
    for (const path of ["/deals", `/deals/${STARTER}`]) {
      const answer = await documented(
        path === "/deals" ? path : DEAL,
        await fetch(`${url}${path}`, { headers }),
      );
      expect(answer).toMatchObject({ status: 401, body: { message, error: true } });
    }
    const body = '{"fields":{"deal_name":"x"}}';
    const init = { method: "PATCH", headers: { ...headers, "Content-Type": "application/json" }, body };
    expect((await documented(DEAL, await fetch(`${url}/deals/${STARTER}`, init), "PATCH")).status).toBe(401);
  });

  it("refuses names that are not loopback, as a page with a rebound name would send", async () => {
    const { port } = await started();
    const statusFor = (host: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const sent = request(
          { host: "127.0.0.1", port, path: "/deals", headers: { ...bearer, host } },
          (answer) => {
            answer.resume();
            answer.on("end", () => resolve(answer.statusCode));
          },
        );
        sent.on("error", reject).end();
      });
    for (const host of ["localhost", `localhost:${port}`, "127.0.0.1", `[::1]:${port}`]) {
      expect([host, await statusFor(host)]).toEqual([host, 200]);
    }
    for (const host of ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1"]) {
      expect([host, await statusFor(host)]).toEqual([host, 421]);
    }
  });

  it("says nothing of other origins, so that a browser lets no page in", async () => {
    const { url } = await started();
    const headers = { Origin: "https://evil.example", "Access-Control-Request-Method": "PATCH" };
    const preflight = await fetch(`${url}/deals/${STARTER}`, { method: "OPTIONS", headers });
    expect(preflight.ok).toBe(false);
    expect([...preflight.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
  });

  it("answers an unknown path with an error body", async () => {
    const { url } = await started();
    const response = await get(url, "/contacts");
    expect(response.status).toBe(404);
    expect(errorDeviations(await response.json())).toEqual([]);
  });
});
