/** stdout is the result and nothing else; what is lost on the way is an error. */
import { afterAll, beforeAll, describe, it } from "vitest";
import { answer } from "../../api/scriptedServer.ts";
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
      await run(["deals", "get", "d1", "--json", "--select", "address.city,id"], { GET }),
    ).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      {
        "address": {
          "city": "Oslo"
        },
        "id": "d1"
      }"
    `);
    expect(
      await run(["deals", "get", "d1", "--select", "deal_name,address.city"], { GET }),
    ).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      deal_name:     N
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

  it("is the same with --verbose: all that is reported goes to stderr", async ({ expect }) => {
    const update = ["deals", "update", DEAL, "--field", "deal_name=x", "--select", "deal_name", "-v"];
    expect(await run(update)).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      deal_name:  x
      --- stderr
      > PATCH http://127.0.0.1:PORT/deals/550e8400-e29b-41d4-a716-446655440000
      < 200 after N ms"
    `);
    expect(await run([...update, "--json"])).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      {
        "deal_name": "x"
      }
      --- stderr
      {"note":{"code":"http","message":"> PATCH http://127.0.0.1:PORT/deals/550e8400-e29b-41d4-a716-446655440000"}}
      {"note":{"code":"http","message":"< 200 after N ms"}}"
    `);
  });
});
