/** stdout is the result and nothing else; what is lost on the way is an error. */
import { afterAll, beforeAll, describe, it } from "vitest";
import { answer, respondInOrder } from "../../api/scriptedServer.ts";
import { DEAL, listOf, type Responders } from "../../harness/dealServer.ts";
import { type Home, makeHome } from "../../harness/program.ts";
import { transcript } from "../../harness/transcript.ts";
import { withDealServer } from "./streamSetup.ts";

let home: Home;
beforeAll(() => {
  home = makeHome();
});
afterAll(() => home.remove());

const run = (args: readonly string[], acts: Responders = {}) =>
  withDealServer(acts, async ({ env }) => transcript(await home.run(args, { env })));

const NOT_FOUND = answer(404, { message: "Object not found", error: true });

describe.concurrent("a failure", () => {
  it("leaves stdout empty and says what and what next", async ({ expect }) => {
    expect(await run(["deals", "get", DEAL], { GET: NOT_FOUND })).toMatchInlineSnapshot(`
      "exit 5
      --- stderr
      error: Routera returned 404: Object not found
      hint: list the deal IDs of this account: routera deals list --all --archived
      hint: show the account: routera auth status"
    `);
  });

  it("with --json is one object", async ({ expect }) => {
    expect(await run(["deals", "get", DEAL, "--json"], { GET: NOT_FOUND })).toMatchInlineSnapshot(`
      "exit 5
      --- stderr
      {"error":{"code":"deal_not_found","message":"Object not found","status":404,"retryable":false,"outcome":"not_applied","hint":"list the deal IDs of this account: routera deals list --all --archived\\nshow the account: routera auth status","command":["routera","deals","list","--all","--archived"],"exit_code":5}}"
    `);
    expect(
      await run(["deals", "get", DEAL, "--format", "ndjson"], { GET: NOT_FOUND }),
    ).toMatchInlineSnapshot(`
      "exit 5
      --- stderr
      {"error":{"code":"deal_not_found","message":"Object not found","status":404,"retryable":false,"outcome":"not_applied","hint":"list the deal IDs of this account: routera deals list --all --archived\\nshow the account: routera auth status","command":["routera","deals","list","--all","--archived"],"exit_code":5}}"
    `);
  });

  it("is as terse with --select and csv", async ({ expect }) => {
    expect(
      await run(["deals", "get", DEAL, "--format", "csv", "--select", "id"], { GET: NOT_FOUND }),
    ).toMatchInlineSnapshot(`
      "exit 5
      --- stderr
      error: Routera returned 404: Object not found
      hint: list the deal IDs of this account: routera deals list --all --archived
      hint: show the account: routera auth status"
    `);
  });

  it("in the middle of a list is no end of an array", async ({ expect }) => {
    const GET = respondInOrder(
      listOf(150, () => ({ deal_name: null })),
      answer(400, { message: "No more", error: true }),
    );
    const call = await withDealServer({ GET }, ({ env }) =>
      home.run(["deals", "list", "--all", "--json"], { env }),
    );
    expect(() => JSON.parse(call.stdout)).toThrow();
    expect(transcript({ ...call, stdout: "" })).toMatchInlineSnapshot(`
      "exit 7
      --- stderr
      {"error":{"code":"values_refused","message":"No more","status":400,"retryable":false,"outcome":"not_applied","hint":"compare names and values with the fields of the deal: routera deals get ID","command":null,"exit_code":7}}"
    `);
  });
});
