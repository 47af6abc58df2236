/** Writes whose answer is lost on the way, and servers that are busy, down or not there. */
import { describe, it } from "vitest";
import { answer, type Responder, reset, silent } from "../../api/scriptedServer.ts";
import { applied, respondOk, steps, unapplied } from "../../harness/dealServer.ts";
import { runAgainstServer } from "../../harness/runAgainstServer.ts";
import { down } from "./busyActs.ts";

describe.concurrent("a write whose answer is lost", () => {
  it("was applied: found out by reading", async ({ expect }) => {
    expect(await runAgainstServer({ PATCH: applied(reset) })).toMatchInlineSnapshot(`
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
  it("was applied, and the answer takes too long", async ({ expect }) => {
    expect(
      await runAgainstServer({ PATCH: applied(silent) }, { words: ["--timeout", "300ms"] }),
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
  it("was applied, and a gateway says 502", async ({ expect }) => {
    expect(await runAgainstServer({ PATCH: applied(down(502)) })).toMatchInlineSnapshot(`
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
  it("was not applied: sent again", async ({ expect }) => {
    expect(await runAgainstServer({ PATCH: steps(unapplied(reset), respondOk) })).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      deal_name:  Renamed
      --- asked
      PATCH /deals/ID
      GET /deals/ID
      PATCH /deals/ID"
    `);
  });
  it("was not applied, by a server error: sent again", async ({ expect }) => {
    expect(await runAgainstServer({ PATCH: steps(unapplied(down(503)), respondOk) })).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      deal_name:  Renamed
      --- asked
      PATCH /deals/ID
      GET /deals/ID
      PATCH /deals/ID"
    `);
  });
  it("was not applied, and may not be sent again", async ({ expect }) => {
    expect(
      await runAgainstServer({ PATCH: unapplied(reset) }, { words: ["--retries", "0"] }),
    ).toMatchInlineSnapshot(`
      "exit 8
      --- stderr
      error: request for deal ID to http://127.0.0.1:PORT failed: the connection was closed before the response (ECONNRESET)
      hint: run the command again
      --- asked
      PATCH /deals/ID
      GET /deals/ID"
    `);
  });
  it("and can't be read: the outcome is unknown", async ({ expect }) => {
    const words = ["--retries", "0", "--json"];
    expect(await runAgainstServer({ PATCH: applied(reset), GET: reset }, { words })).toMatchInlineSnapshot(`
      "exit 11
      --- stderr
      {"error":{"code":"outcome_unknown","message":"unknown outcome for deal ID: the connection was closed before the response (ECONNRESET), and reading the deal failed","status":null,"retryable":false,"outcome":"unknown","hint":"check the deal before you retry: routera deals get ID","command":["routera","deals","get","ID"],"exit_code":11}}
      --- asked
      PATCH /deals/ID
      GET /deals/ID"
    `);
  });
  it("while another user wrote: the outcome is unknown, and nothing is sent again", async ({ expect }) => {
    const GET: Responder = (response, request) =>
      answer(200, {
        id: decodeURIComponent(request.url.slice("/deals/".length)),
        deal_name: "Somebody else's",
        updated_at: new Date(Date.now() + 1000).toISOString(),
        archived: false,
      })(response, request);
    expect(await runAgainstServer({ PATCH: unapplied(reset), GET })).toMatchInlineSnapshot(`
      "exit 11
      --- stderr
      error: unknown outcome for deal ID: the connection was closed before the response (ECONNRESET), and the deal has values other than those sent
      hint: check the deal before you retry: routera deals get ID
      --- asked
      PATCH /deals/ID
      GET /deals/ID"
    `);
  });
  it("always: it is given up, and nothing was changed", async ({ expect }) => {
    expect(
      await runAgainstServer({ PATCH: unapplied(down(503)) }, { words: ["--retries", "1"] }),
    ).toMatchInlineSnapshot(`
      "exit 8
      --- stderr
      error: http://127.0.0.1:PORT returned 503: Try later
      hint: run the command again later, or with more retries: --retries 6
      --- asked
      PATCH /deals/ID
      GET /deals/ID
      PATCH /deals/ID
      GET /deals/ID"
    `);
  });
});
