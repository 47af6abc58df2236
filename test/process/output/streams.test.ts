/** stdout is the result and nothing else; what is lost on the way is an error. */
import { afterAll, beforeAll, describe, it } from "vitest";
import { answer, inTurn } from "../../api/scriptedServer.ts";
import { type Acts, DEAL, type DealServer, dealServer, listOf } from "../../harness/dealServer.ts";
import { type Home, makeHome } from "../../harness/program.ts";
import { transcript } from "../../harness/transcript.ts";

let home: Home;
beforeAll(() => {
  home = makeHome();
});
afterAll(() => home.remove());

async function against<T>(acts: Acts, use: (server: DealServer) => Promise<T>): Promise<T> {
  const server = await dealServer(acts);
  try {
    return await use(server);
  } finally {
    await server.close();
  }
}

const run = (args: readonly string[], acts: Acts = {}) =>
  against(acts, async ({ env }) => transcript(await home.run(args, { env })));

const NOT_FOUND = answer(404, { message: "Object not found", error: true });

describe.concurrent("a result", () => {
  it("with --json is the object that Routera returned, digits and order and all", async ({ expect }) => {
    const body =
      '{"zeta":1.10,"id":"d1","big":12345678901234567890,"created_at":"x","nested":{"b":[1,2.0]},"archived":false,"updated_at":"y"}';
    expect(await run(["deals", "get", "d1", "--json"], { GET: answer(200, body) })).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      {
        "zeta": 1.10,
        "id": "d1",
        "big": 12345678901234567890,
        "created_at": "x",
        "nested": {
          "b": [
            1,
            2.0
          ]
        },
        "archived": false,
        "updated_at": "y"
      }"
    `);
  });

  it("with --select is some of it", async ({ expect }) => {
    const GET = answer(200, {
      id: "d1",
      deal_name: "N",
      address: { city: "Oslo", zip: "0150" },
      archived: false,
    });
    expect(
      await run(["deals", "get", "d1", "--json", "--select", "address.city,id,nothing"], { GET }),
    ).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      {
        "address": {
          "city": "Oslo"
        },
        "id": "d1"
      }
      --- stderr
      {"warning":{"code":"unknown_key","message":"--select nothing: no deal of the answer has it"}}"
    `);
    expect(
      await run(["deals", "get", "d1", "--select", "deal_name,address.city"], { GET }),
    ).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      Name:          N
      address.city:  Oslo"
    `);
  });

  it("with --format csv has a header, and cells that no spreadsheet runs", async ({ expect }) => {
    const GET = listOf(2, (n) => ({
      deal_name: n === 0 ? '=HYPERLINK("http://evil")' : 'a "b", c\nd',
      amount: n === 0 ? null : "",
    }));
    expect(
      await run(
        ["deals", "list", "--format", "csv", "--properties", "amount", "--select", "id,deal_name,amount"],
        { GET },
      ),
    ).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      id,deal_name,amount
      deal-0,"'=HYPERLINK(""http://evil"")",
      deal-1,"a ""b"", c
      d","""
    `);
  });

  it("of a list is one array, or one object a line", async ({ expect }) => {
    const GET = listOf(2);
    expect(await run(["deals", "list", "--json", "--select", "id,archived"], { GET })).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      [
        {"id":"deal-0","archived":false},
        {"id":"deal-1","archived":false}
      ]"
    `);
    expect(
      await run(["deals", "list", "--format", "ndjson", "--select", "id,archived"], { GET }),
    ).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      {"id":"deal-0","archived":false}
      {"id":"deal-1","archived":false}"
    `);
    expect(await run(["deals", "list", "--json"], { GET: listOf(0) })).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      []"
    `);
    expect(await run(["deals", "list", "--format", "ndjson"], { GET: listOf(0) })).toMatchInlineSnapshot(
      `"exit 0"`,
    );
    expect(await run(["deals", "list"], { GET: listOf(0) })).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      No deals."
    `);
  });

  it("is the same with --verbose: all that is told goes to stderr", async ({ expect }) => {
    expect(
      await run(["deals", "update", DEAL, "--field", "deal_name=x", "--select", "deal_name", "--json", "-v"]),
    ).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      {
        "deal_name": "x"
      }
      --- stderr
      > PATCH http://127.0.0.1:PORT/deals/550e8400-e29b-41d4-a716-446655440000
      < 200 after N ms"
    `);
  });
});

describe.concurrent("a failure", () => {
  it("leaves stdout empty and says what and what next", async ({ expect }) => {
    expect(await run(["deals", "get", DEAL], { GET: NOT_FOUND })).toMatchInlineSnapshot(`
      "exit 5
      --- stderr
      error: Routera answered 404: Object not found
      hint: \`routera deals list --all --archived\` shows the ids of this account; \`routera auth status\` says which one it is"
    `);
  });

  it("with --json is one object", async ({ expect }) => {
    expect(await run(["deals", "get", DEAL, "--json"], { GET: NOT_FOUND })).toMatchInlineSnapshot(`
      "exit 5
      --- stderr
      {"error":{"code":"deal_not_found","message":"Object not found","status":404,"retryable":false,"outcome":"not_applied","hint":"\`routera deals list --all --archived\` shows the ids of this account; \`routera auth status\` says which one it is","exit_code":5}}"
    `);
    expect(
      await run(["deals", "get", DEAL, "--format", "ndjson"], { GET: NOT_FOUND }),
    ).toMatchInlineSnapshot(`
      "exit 5
      --- stderr
      {"error":{"code":"deal_not_found","message":"Object not found","status":404,"retryable":false,"outcome":"not_applied","hint":"\`routera deals list --all --archived\` shows the ids of this account; \`routera auth status\` says which one it is","exit_code":5}}"
    `);
  });

  it("is as terse with --select and csv", async ({ expect }) => {
    expect(
      await run(["deals", "get", DEAL, "--format", "csv", "--select", "id"], { GET: NOT_FOUND }),
    ).toMatchInlineSnapshot(`
      "exit 5
      --- stderr
      error: Routera answered 404: Object not found
      hint: \`routera deals list --all --archived\` shows the ids of this account; \`routera auth status\` says which one it is"
    `);
  });

  it("in the middle of a list is no end of an array", async ({ expect }) => {
    const GET = inTurn(
      listOf(150, () => ({ deal_name: null })),
      answer(400, { message: "No more", error: true }),
    );
    const call = await against({ GET }, ({ env }) => home.run(["deals", "list", "--all", "--json"], { env }));
    expect(() => JSON.parse(call.stdout)).toThrow();
    expect(transcript({ ...call, stdout: "" })).toMatchInlineSnapshot(`
      "exit 7
      --- stderr
      {"error":{"code":"values_refused","message":"No more","status":400,"retryable":false,"outcome":"not_applied","hint":"check names and values: \`routera deals get <id>\` shows the fields","exit_code":7}}"
    `);
  });
});
