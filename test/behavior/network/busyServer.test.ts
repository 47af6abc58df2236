/** Writes whose answer is lost on the way, and servers that are busy, down or not there. */
import { type AddressInfo, createServer } from "node:net";
import { describe, it } from "vitest";
import { answer, type Responder, reset, respondInOrder } from "../../api/scriptedServer.ts";
import { respondOk, steps, unapplied } from "../../harness/dealServer.ts";
import { READ, runAgainstServer } from "../../harness/runAgainstServer.ts";
import { down } from "./busyActs.ts";

const busy = (after?: string): Responder =>
  answer(
    429,
    { message: "Too many requests", error: true },
    after === undefined ? {} : { "retry-after": after },
  );

describe.concurrent("a server that is busy", () => {
  it("says when: it is waited for", async ({ expect }) => {
    expect(
      await runAgainstServer({ PATCH: steps(unapplied(busy("1")), respondOk) }, { words: ["-v"] }),
    ).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      deal_name:  Renamed
      --- stderr
      > PATCH http://127.0.0.1:PORT/deals/ID
      < 429 after N ms
      . waiting 1.0s: status 429
      > PATCH http://127.0.0.1:PORT/deals/ID
      < 200 after N ms
      --- asked
      PATCH /deals/ID
      PATCH /deals/ID"
    `);
  });
  it("says when by a date of its own clock", async ({ expect }) => {
    const skewed: Responder = answer(429, "", {
      date: "Tue, 01 Jan 2030 00:00:00 GMT",
      "retry-after": "Tue, 01 Jan 2030 00:00:01 GMT",
    });
    expect(
      await runAgainstServer({ PATCH: steps(unapplied(skewed), respondOk) }, { words: ["-v"] }),
    ).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      deal_name:  Renamed
      --- stderr
      > PATCH http://127.0.0.1:PORT/deals/ID
      < 429 after N ms
      . waiting 1.0s: status 429
      > PATCH http://127.0.0.1:PORT/deals/ID
      < 200 after N ms
      --- asked
      PATCH /deals/ID
      PATCH /deals/ID"
    `);
  });
  it("wants too much", async ({ expect }) => {
    expect(await runAgainstServer({ PATCH: unapplied(busy("86400")) })).toMatchInlineSnapshot(`
      "exit 8
      --- stderr
      error: rate limited by http://127.0.0.1:PORT (429): Too many requests; retry after 24h
      hint: run the command again in 24h
      --- asked
      PATCH /deals/ID"
    `);
    expect(
      await runAgainstServer({ GET: busy("86400") }, { args: READ, words: ["--json"] }),
    ).toMatchInlineSnapshot(`
      "exit 8
      --- stderr
      {"error":{"code":"rate_limited","message":"rate limited by http://127.0.0.1:PORT (429): Too many requests; retry after 24h","status":429,"retryable":true,"outcome":"not_applied","hint":"run the command again in 24h","command":null,"exit_code":8}}
      --- asked
      GET /deals/ID"
    `);
  });
  it("wants for ever", async ({ expect }) => {
    expect(await runAgainstServer({ PATCH: unapplied(busy("9".repeat(400))) })).toMatchInlineSnapshot(`
      "exit 8
      --- stderr
      error: rate limited by http://127.0.0.1:PORT (429): Too many requests
      hint: ask Routera about the limit of your account
      --- asked
      PATCH /deals/ID"
    `);
  });
  it("says nonsense: a pause of our own", async ({ expect }) => {
    const said = await runAgainstServer({ PATCH: steps(unapplied(busy("-5, soon")), respondOk) });
    expect(said).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      deal_name:  Renamed
      --- asked
      PATCH /deals/ID
      PATCH /deals/ID"
    `);
  });
  it("is asked once with --retries 0", async ({ expect }) => {
    expect(
      await runAgainstServer({ PATCH: unapplied(busy("1")) }, { words: ["--retries", "0"] }),
    ).toMatchInlineSnapshot(`
      "exit 8
      --- stderr
      error: rate limited by http://127.0.0.1:PORT (429): Too many requests; retry after 1s
      hint: run the command again in 1s
      --- asked
      PATCH /deals/ID"
    `);
  });
});

describe.concurrent("a read", () => {
  it("is sent again after a server error", async ({ expect }) => {
    const body = { id: "d1", deal_name: "N", archived: false };
    const GET = respondInOrder(down(500), reset, answer(200, body));
    expect(
      await runAgainstServer({ GET }, { args: ["deals", "get", "d1", "--select", "deal_name"] }),
    ).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      deal_name:  N
      --- asked
      GET /deals/d1
      GET /deals/d1
      GET /deals/d1"
    `);
  });
  it("is given up", async ({ expect }) => {
    expect(
      await runAgainstServer({ GET: down(503) }, { args: READ, words: ["--retries", "1"] }),
    ).toMatchInlineSnapshot(`
      "exit 8
      --- stderr
      error: http://127.0.0.1:PORT returned 503: Try later
      hint: run the command again later, or with more retries: --retries 6
      --- asked
      GET /deals/ID
      GET /deals/ID"
    `);
  });
  it("is sent once with --retries 0", async ({ expect }) => {
    expect(
      await runAgainstServer({ GET: reset }, { args: READ, words: ["--retries", "0"] }),
    ).toMatchInlineSnapshot(`
      "exit 8
      --- stderr
      error: request for deal ID to http://127.0.0.1:PORT failed: the connection was closed before the response (ECONNRESET)
      hint: run the command again
      --- asked
      GET /deals/ID"
    `);
  });
});

describe.concurrent("no one is there", () => {
  it("on a dead port", async ({ expect }) => {
    const ROUTERA_BASE_URL = await deadEnd();
    const words = ["--retries", "1"];
    expect(await runAgainstServer({}, { words, env: { ROUTERA_BASE_URL } })).toMatchInlineSnapshot(`
      "exit 8
      --- stderr
      error: cannot connect to http://127.0.0.1:PORT: connection refused (ECONNREFUSED)
      hint: check the network and the base URL: routera doctor
      --- asked
      nothing"
    `);
    expect(
      await runAgainstServer({}, { args: READ, words: [...words, "--json"], env: { ROUTERA_BASE_URL } }),
    ).toMatchInlineSnapshot(`
      "exit 8
      --- stderr
      {"error":{"code":"connection_refused","message":"cannot connect to http://127.0.0.1:PORT: connection refused (ECONNREFUSED)","status":null,"retryable":true,"outcome":"not_applied","hint":"check the network and the base URL: routera doctor","command":["routera","doctor"],"exit_code":8}}
      --- asked
      nothing"
    `);
  });

  it("behind a proxy that is dead", async ({ expect }) => {
    const HTTPS_PROXY = await deadEnd();
    const env = { ROUTERA_BASE_URL: "https://api.routera.example", HTTPS_PROXY };
    expect(await runAgainstServer({}, { words: ["--retries", "0"], env })).toMatchInlineSnapshot(`
      "exit 8
      --- stderr
      error: cannot connect to https://api.routera.example: connection refused (ECONNREFUSED), proxy 127.0.0.1:PORT
      hint: check HTTPS_PROXY and NO_PROXY, or unset them
      --- asked
      nothing"
    `);
  });

  it("speaks TLS", async ({ expect }) => {
    const server = createServer((socket) =>
      socket.end("HTTP/1.1 400 Bad Request\r\n\r\n").on("error", () => {}),
    );
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    const env = { ROUTERA_BASE_URL: `https://127.0.0.1:${port}` };
    expect(await runAgainstServer({}, { env })).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error: cannot connect to https://127.0.0.1:PORT: the TLS handshake failed (EPROTO)
      hint: check the network and the base URL: routera doctor
      --- asked
      nothing"
    `);
    server.close();
  });
});

/** An address that surely refuses: it was just given back. */
async function deadEnd(): Promise<string> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return `http://127.0.0.1:${port}`;
}
