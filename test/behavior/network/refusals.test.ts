/** What Routera refuses: its own words, the reason, and what to do next. */
import { describe, expect, it } from "vitest";
import { answer } from "../../api/scriptedServer.ts";
import { unapplied } from "../../harness/dealServer.ts";
import { READ, RENAME, runAgainstServer } from "../../harness/runAgainstServer.ts";

const said = (status: number, message: string) => answer(status, { message, error: true });

describe.concurrent("Routera refuses", () => {
  it("the values: texts may have to be numbers", async ({ expect }) => {
    const PATCH = unapplied(said(400, "amount must be a number"));
    expect(await runAgainstServer({ PATCH }, { words: ["--field", "amount=5000"] })).toMatchInlineSnapshot(`
      "exit 7
      --- stderr
      error: Routera returned 400: amount must be a number
      hint: --field sends strings; for a number, use --field-json amount=5000
      --- asked
      PATCH /deals/ID?properties=amount"
    `);
  });
  it("the values, which were JSON", async ({ expect }) => {
    const PATCH = unapplied(said(400, "deal_stage is not one of the stages"));
    const args = [...RENAME.slice(0, 3), "--field-json", 'deal_stage="x"'];
    expect(await runAgainstServer({ PATCH }, { args })).toMatchInlineSnapshot(`
      "exit 7
      --- stderr
      error: Routera returned 400: deal_stage is not one of the stages
      hint: compare names and values with the fields of the deal: routera deals get ID
      --- asked
      PATCH /deals/ID"
    `);
    expect(await runAgainstServer({ PATCH }, { args, words: ["--json"] })).toMatchInlineSnapshot(`
      "exit 7
      --- stderr
      {"error":{"code":"values_refused","message":"deal_stage is not one of the stages","status":400,"retryable":false,"outcome":"not_applied","hint":"compare names and values with the fields of the deal: routera deals get ID","command":["routera","deals","get","ID"],"exit_code":7}}
      --- asked
      PATCH /deals/ID"
    `);
  });
  it.each([
    [413, "Payload too large", 7, "values_too_large", "send fewer or shorter values"],
    [
      422,
      "deal_stage: no such stage",
      7,
      "values_refused",
      /^compare names and values with the fields of the deal: /,
    ],
    [409, "The pipeline is locked", 6, "conflict", /^show the current deal: routera deals get ID$/],
  ])("with %i in words of its own", async (status, message, exit, code, hint) => {
    const PATCH = unapplied(said(status, message));
    const told = await runAgainstServer({ PATCH }, { words: ["--json"] });
    expect(told).toContain(`exit ${exit}`);
    const { error } = JSON.parse(/^\{.*\}$/m.exec(told)?.[0] ?? "");
    expect(error).toMatchObject({ code, message, status, outcome: "not_applied" });
    expect(error.hint).toMatch(hint);
  });
  it("the token", async ({ expect }) => {
    const act = said(401, "Unauthorized: missing account context");
    expect(await runAgainstServer({ PATCH: unapplied(act) })).toMatchInlineSnapshot(`
      "exit 4
      --- stderr
      error: Routera returned 401: Unauthorized: missing account context
      hint: set ROUTERA_TOKEN to a valid token, or log in: routera auth login
      --- asked
      PATCH /deals/ID"
    `);
    expect(await runAgainstServer({ GET: act }, { args: READ, words: ["--json"] })).toMatchInlineSnapshot(`
      "exit 4
      --- stderr
      {"error":{"code":"token_refused","message":"Unauthorized: missing account context","status":401,"retryable":false,"outcome":"not_applied","hint":"set ROUTERA_TOKEN to a valid token, or log in: routera auth login","command":["routera","auth","login"],"exit_code":4}}
      --- asked
      GET /deals/ID"
    `);
    expect(await runAgainstServer({ GET: answer(401) }, { args: ["deals", "list"] })).toMatchInlineSnapshot(`
      "exit 4
      --- stderr
      error: Routera rejected the token (401)
      hint: set ROUTERA_TOKEN to a valid token, or log in: routera auth login
      --- asked
      GET /deals?limit=100&offset=0"
    `);
  });
  it("this token here", async ({ expect }) => {
    expect(await runAgainstServer({ PATCH: unapplied(said(403, "Forbidden")) })).toMatchInlineSnapshot(`
      "exit 4
      --- stderr
      error: Routera returned 403: Forbidden
      hint: use a token with access: set ROUTERA_TOKEN, or log in: routera auth login
      --- asked
      PATCH /deals/ID"
    `);
  });
  it("a deal that is not there", async ({ expect }) => {
    expect(
      await runAgainstServer({ PATCH: unapplied(said(404, "Object not found")) }),
    ).toMatchInlineSnapshot(`
      "exit 5
      --- stderr
      error: Routera returned 404: Object not found
      hint: list the deal IDs of this account: routera deals list --all --archived
      hint: show the account: routera auth status
      --- asked
      PATCH /deals/ID"
    `);
  });
  it("an archived deal", async ({ expect }) => {
    const PATCH = unapplied(said(409, "Cannot update an archived object"));
    expect(
      await runAgainstServer({ PATCH, GET: answer(500) }, { words: ["--retries", "0"] }),
    ).toMatchInlineSnapshot(`
      "exit 6
      --- stderr
      error: Routera returned 409: Cannot update an archived object
      hint: archived deals cannot be changed: restore the deal in Routera first
      hint: show when it was archived: routera deals get ID
      --- asked
      PATCH /deals/ID
      GET /deals/ID"
    `);
  });
  it("a key that another deal has", async ({ expect }) => {
    const PATCH = unapplied(said(409, "external_id already exists"));
    const args = [...RENAME.slice(0, 3), "--field", "external_id=ext-002"];
    expect(await runAgainstServer({ PATCH }, { args })).toMatchInlineSnapshot(`
      "exit 6
      --- stderr
      error: Routera returned 409: external_id already exists
      hint: another deal has this value in a unique field such as external_id: use another value, or change that deal first
      hint: find the other deal: routera deals list --all --json
      --- asked
      PATCH /deals/ID
      GET /deals/ID"
    `);
    expect(await runAgainstServer({ PATCH }, { args, words: ["--json"] })).toMatchInlineSnapshot(`
      "exit 6
      --- stderr
      {"error":{"code":"duplicate_key","message":"external_id already exists","status":409,"retryable":false,"outcome":"not_applied","hint":"another deal has this value in a unique field such as external_id: use another value, or change that deal first\\nfind the other deal: routera deals list --all --json","command":["routera","deals","list","--all","--json"],"exit_code":6}}
      --- asked
      PATCH /deals/ID
      GET /deals/ID"
    `);
  });
  it("a property", async ({ expect }) => {
    const GET = said(400, "Invalid property: phnoe");
    expect(
      await runAgainstServer({ GET }, { args: READ, words: ["--properties", "phnoe"] }),
    ).toMatchInlineSnapshot(`
      "exit 7
      --- stderr
      error: Routera returned 400: Invalid property: phnoe
      hint: compare names and values with the fields of the deal: routera deals get ID
      --- asked
      GET /deals/ID?properties=phnoe"
    `);
    expect(
      await runAgainstServer({ GET }, { args: ["deals", "list", "--properties", "phnoe"] }),
    ).toMatchInlineSnapshot(`
      "exit 7
      --- stderr
      error: Routera returned 400: Invalid property: phnoe
      hint: compare names and values with the fields of the deal: routera deals get ID
      --- asked
      GET /deals?limit=100&offset=0&properties=phnoe"
    `);
  });
  it("with an unknown status", async ({ expect }) => {
    expect(await runAgainstServer({ PATCH: unapplied(said(418, "I am a teapot")) })).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error: Routera returned 418: I am a teapot
      hint: check the base URL and its source: routera profile show
      --- asked
      PATCH /deals/ID"
    `);
  });
});

describe.concurrent("what is stored differently", () => {
  const PATCH = unapplied(
    answer(200, {
      id: RENAME[2],
      deal_name: "RENAMED",
      updated_at: "2026-05-28T12:00:00.000Z",
      archived: false,
    }),
  );
  it("is a warning", async ({ expect }) => {
    expect(await runAgainstServer({ PATCH })).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      deal_name:  RENAMED
      --- stderr
      warning: stored_differently: Routera stored a different value for deal_name
      --- asked
      PATCH /deals/ID"
    `);
    expect(await runAgainstServer({ PATCH }, { words: ["--json"] })).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      {
        "deal_name": "RENAMED"
      }
      --- stderr
      {"warning":{"code":"stored_differently","message":"stored_differently: Routera stored a different value for deal_name"}}
      --- asked
      PATCH /deals/ID"
    `);
  });
  it("is a failure with --strict", async ({ expect }) => {
    expect(await runAgainstServer({ PATCH }, { words: ["--strict"] })).toMatchInlineSnapshot(`
      "exit 6
      --- stderr
      error: stored_differently: Routera stored a different value for deal_name
      hint: routera deals get ID --properties deal_name
      --- asked
      PATCH /deals/ID"
    `);
    expect(await runAgainstServer({ PATCH }, { words: ["--strict", "--json"] })).toMatchInlineSnapshot(`
      "exit 6
      --- stderr
      {"error":{"code":"stored_differently","message":"stored_differently: Routera stored a different value for deal_name","status":null,"retryable":false,"outcome":"applied","hint":"routera deals get ID --properties deal_name","command":["routera","deals","get","ID","--properties","deal_name"],"exit_code":6}}
      --- asked
      PATCH /deals/ID"
    `);
  });
});
