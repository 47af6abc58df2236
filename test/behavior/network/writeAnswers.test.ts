/** Answers that are not to be believed: a write is read back and decided, a read is refused. */
import { deflateSync } from "node:zlib";
import { describe, it } from "vitest";
import { answer, cutBody, drip, endless, html, type Responder } from "../../api/scriptedServer.ts";
import { applied, unapplied } from "../../harness/dealServer.ts";
import { READ, runAgainstServer } from "../../harness/runAgainstServer.ts";
import { bomb, empty, errorBody, notUtf8, otherDeal } from "./answerActs.ts";

const badGzip: Responder = answer(200, deflateSync("{}"), { "content-encoding": "gzip" });

describe.concurrent("a write, applied, is found out by reading", () => {
  it("no body", async ({ expect }) => {
    expect(await runAgainstServer({ PATCH: applied(empty) })).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      deal_name:  Renamed
      --- stderr
      note: the response was lost; reading the deal confirmed the update
      --- asked
      PATCH /deals/ID
      GET /deals/ID"
    `);
  });
  it("204", async ({ expect }) => {
    expect(await runAgainstServer({ PATCH: applied(answer(204)) })).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      deal_name:  Renamed
      --- stderr
      note: the response was lost; reading the deal confirmed the update
      --- asked
      PATCH /deals/ID
      GET /deals/ID"
    `);
  });
  it("another deal", async ({ expect }) => {
    expect(await runAgainstServer({ PATCH: applied(otherDeal) })).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      deal_name:  Renamed
      --- stderr
      note: the response was lost; reading the deal confirmed the update
      --- asked
      PATCH /deals/ID
      GET /deals/ID"
    `);
  });
  it("no UTF-8", async ({ expect }) => {
    expect(await runAgainstServer({ PATCH: applied(notUtf8) })).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      deal_name:  Renamed
      --- stderr
      note: the response was lost; reading the deal confirmed the update
      --- asked
      PATCH /deals/ID
      GET /deals/ID"
    `);
  });
  it("broken gzip", async ({ expect }) => {
    expect(await runAgainstServer({ PATCH: applied(badGzip) })).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      deal_name:  Renamed
      --- stderr
      note: the response was lost; reading the deal confirmed the update
      --- asked
      PATCH /deals/ID
      GET /deals/ID"
    `);
  });
  it("a gzip bomb", async ({ expect }) => {
    expect(await runAgainstServer({ PATCH: applied(bomb) })).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      deal_name:  Renamed
      --- stderr
      note: the response was lost; reading the deal confirmed the update
      --- asked
      PATCH /deals/ID
      GET /deals/ID"
    `);
  });
  it("a body without end", async ({ expect }) => {
    expect(await runAgainstServer({ PATCH: applied(endless) })).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      deal_name:  Renamed
      --- stderr
      note: the response was lost; reading the deal confirmed the update
      --- asked
      PATCH /deals/ID
      GET /deals/ID"
    `);
  });
  it("a body that drips", async ({ expect }) => {
    expect(
      await runAgainstServer({ PATCH: applied(drip) }, { words: ["--timeout", "500ms"] }),
    ).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      deal_name:  Renamed
      --- stderr
      note: the response was lost; reading the deal confirmed the update
      --- asked
      PATCH /deals/ID
      GET /deals/ID"
    `);
  });
  it("a body that is cut", async ({ expect }) => {
    expect(await runAgainstServer({ PATCH: applied(cutBody) })).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      deal_name:  Renamed
      --- stderr
      note: the response was lost; reading the deal confirmed the update
      --- asked
      PATCH /deals/ID
      GET /deals/ID"
    `);
  });
});

describe.concurrent("a write, not applied, that claims success ends unknown", () => {
  it("a page of HTML", async ({ expect }) => {
    expect(
      await runAgainstServer({ PATCH: unapplied(html(200)) }, { words: ["--retries", "0"] }),
    ).toMatchInlineSnapshot(`
      "exit 11
      --- stderr
      error: unknown outcome for deal ID: the response is HTML, not JSON, and the deal shows no change
      hint: check the deal before you retry: routera deals get ID
      --- asked
      PATCH /deals/ID
      GET /deals/ID"
    `);
  });
  it("an error with status 200", async ({ expect }) => {
    expect(
      await runAgainstServer({ PATCH: unapplied(errorBody) }, { words: ["--retries", "0"] }),
    ).toMatchInlineSnapshot(`
      "exit 11
      --- stderr
      error: unknown outcome for deal ID: the response reports an error with status 200, and the deal shows no change
      hint: check the deal before you retry: routera deals get ID
      --- asked
      PATCH /deals/ID
      GET /deals/ID"
    `);
  });
  it("in JSON", async ({ expect }) => {
    const words = ["--retries", "0", "--json"];
    expect(await runAgainstServer({ PATCH: unapplied(html(200)) }, { words })).toMatchInlineSnapshot(`
      "exit 11
      --- stderr
      {"error":{"code":"outcome_unknown","message":"unknown outcome for deal ID: the response is HTML, not JSON, and the deal shows no change","status":null,"retryable":false,"outcome":"unknown","hint":"check the deal before you retry: routera deals get ID","command":["routera","deals","get","ID"],"exit_code":11}}
      --- asked
      PATCH /deals/ID
      GET /deals/ID"
    `);
  });
  it("a deal that can't be read either", async ({ expect }) => {
    expect(await runAgainstServer({ PATCH: unapplied(html(200)), GET: html(200) })).toMatchInlineSnapshot(`
      "exit 11
      --- stderr
      error: unknown outcome for deal ID: the response is HTML, not JSON, and reading the deal failed
      hint: check the deal before you retry: routera deals get ID
      --- asked
      PATCH /deals/ID
      GET /deals/ID"
    `);
  });
  it("a deal that is gone", async ({ expect }) => {
    const GET = answer(404, { message: "Object not found", error: true });
    expect(await runAgainstServer({ PATCH: applied(empty), GET })).toMatchInlineSnapshot(`
      "exit 11
      --- stderr
      error: unknown outcome for deal ID: the response is empty, and the deal no longer exists
      hint: check the deal before you retry: routera deals get ID
      --- asked
      PATCH /deals/ID
      GET /deals/ID"
    `);
  });
});

describe.concurrent("a refusal that is not Routera's", () => {
  it.for([400, 401, 403, 404, 409, 418])("HTML with %i", async (status, { expect }) => {
    expect(await runAgainstServer({ PATCH: unapplied(html(status)) })).toBe(
      [
        "exit 1",
        "--- stderr",
        `error: http://127.0.0.1:PORT returned ${status}, but the response is HTML, not JSON`,
        "hint: check the base URL and its source: routera profile show",
        "--- asked",
        "PATCH /deals/ID",
      ].join("\n"),
    );
  });
  it("with --verbose shows how it begins", async ({ expect }) => {
    expect(
      await runAgainstServer({ GET: html(403) }, { args: READ, words: ["--verbose"] }),
    ).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      > GET http://127.0.0.1:PORT/deals/ID
      < 403 after N ms
      error: http://127.0.0.1:PORT returned 403, but the response is HTML, not JSON
      hint: check the base URL and its source: routera profile show
        | the response starts with: <html><h1>Please log in</h1></html>
      --- asked
      GET /deals/ID"
    `);
  });
});
