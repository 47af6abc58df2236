import { describe, expect, it } from "vitest";
import type { Deal } from "../../src/deals/deal.ts";
import { parseJson } from "../../src/json.ts";
import { styleFor } from "../../src/terminal/style.ts";
import { dealView, updatedDealView } from "../../src/views/deal.ts";
import { renderFormat, renderFormats } from "./renderFormats.ts";

const active = `{
  "id": "550e8400-e29b-41d4-a716-446655440000",
  "external_id": null,
  "created_at": "2026-05-01T10:00:00.000Z",
  "updated_at": "2026-05-28T12:00:00.000Z",
  "archived": false,
  "deal_name": "Enterprise plan",
  "pipeline": "default",
  "deal_stage": "",
  "deal_owner": "jane@example.com",
  "amount": 1200.50,
  "big": 90071992547409931,
  "won": true,
  "tags": ["a", "b", 3],
  "parts": [{"sku": "x"}, null],
  "address": {"city": "Brno"},
  "evil": "\\u001b[2Jcleared\\u202e",
  "note": "First line\\nsecond line that is rather long, so that it has to be continued"
}`;

const archived = `{
  "id": "d-2",
  "deal_name": "Old deal",
  "created_at": "2026-05-01T10:00:00Z",
  "updated_at": "2026-05-28T14:00:00+02:00",
  "archived": "2026-06-01T08:30:00.000Z",
  "archived_by": "admin@example.com"
}`;

const deal = (text: string) => () => parseJson(text) as Deal;

describe("dealView", () => {
  it("an active deal", async () => {
    expect(await renderFormats(dealView, deal(active), { width: 60 })).toMatchInlineSnapshot(`
      "Enterprise plan
      id:           550e8400-e29b-41d4-a716-446655440000
      deal_name:    Enterprise plan
      pipeline:     default
      deal_stage:   (empty)
      deal_owner:   jane@example.com
      external_id:  -
      created_at:   2026-05-01 10:00:00 UTC
      updated_at:   2026-05-28 12:00:00 UTC
      archived:     no
      amount:       1200.50
      big:          90071992547409931
      won:          true
      tags:         a, b, 3
      parts:        [{"sku":"x"},null]
      address:      {"city":"Brno"}
      evil:         \\x1b[2Jcleared\\u202e
      note:         First line
                    second line that is rather long, so that it
                    has to be continued
      --- json
      {
        "id": "550e8400-e29b-41d4-a716-446655440000",
        "external_id": null,
        "created_at": "2026-05-01T10:00:00.000Z",
        "updated_at": "2026-05-28T12:00:00.000Z",
        "archived": false,
        "deal_name": "Enterprise plan",
        "pipeline": "default",
        "deal_stage": "",
        "deal_owner": "jane@example.com",
        "amount": 1200.50,
        "big": 90071992547409931,
        "won": true,
        "tags": [
          "a",
          "b",
          3
        ],
        "parts": [
          {
            "sku": "x"
          },
          null
        ],
        "address": {
          "city": "Brno"
        },
        "evil": "\\u001b[2Jcleared\\u202e",
        "note": "First line\\nsecond line that is rather long, so that it has to be continued"
      }
      "
    `);
  });

  it("an archived deal: when and by whom", async () => {
    expect(await renderFormats(dealView, deal(archived))).toMatchInlineSnapshot(`
      "Old deal (archived)
      id:          d-2
      deal_name:   Old deal
      created_at:  2026-05-01 10:00:00 UTC
      updated_at:  2026-05-28T14:00:00+02:00
      archived:    2026-06-01 08:30:00 UTC by admin@example.com
      --- json
      {
        "id": "d-2",
        "deal_name": "Old deal",
        "created_at": "2026-05-01T10:00:00Z",
        "updated_at": "2026-05-28T14:00:00+02:00",
        "archived": "2026-06-01T08:30:00.000Z",
        "archived_by": "admin@example.com"
      }
      "
    `);
  });

  it("a deal without a name goes by its id; a narrow terminal is not overfilled", async () => {
    const nameless = deal('{"id":"日本の取引先","deal_name":null,"archived":true}');
    expect(await renderFormats(dealView, nameless, { width: 12 })).toMatchInlineSnapshot(`
      "日本の取引先
      id:
        日本の取引
        先
      deal_name:
        -
      archived:
        yes
      --- json
      {
        "id": "日本の取引先",
        "deal_name": null,
        "archived": true
      }
      "
    `);
  });

  it("--select: only those, in that order; a missing one is empty for people and omitted for programs", async () => {
    const select = ["deal_stage", "address.city", "missing", "id"];
    expect(await renderFormats(dealView, deal(active), { select })).toMatchInlineSnapshot(`
      "deal_stage:    (empty)
      address.city:  Brno
      missing:
      id:            550e8400-e29b-41d4-a716-446655440000
      --- json
      {
        "deal_stage": "",
        "address": {
          "city": "Brno"
        },
        "id": "550e8400-e29b-41d4-a716-446655440000"
      }
      "
    `);
  });

  it("the value is the deal itself, digits and all", async () => {
    const result = deal(active)();
    expect(dealView.value(result)).toEqual({ one: result });
    expect(await renderFormat(dealView, result, "json")).toContain(
      '"amount": 1200.50,\n  "big": 90071992547409931,',
    );
  });

  it("after an update: what was set, and a mark at each of these fields; with --select only what was asked for", async () => {
    const updated = () => ({
      deal: deal('{"id":"d\\u001b[2J","deal_name":"N","amount":12}')(),
      fields: ["amount", "deal_name"],
    });
    expect(await renderFormats(updatedDealView, updated)).toMatchInlineSnapshot(`
      "Updated deal d\\x1b[2J: amount, deal_name
        id:         d\\x1b[2J
      * deal_name:  N
      * amount:     12
      --- json
      {
        "id": "d\\u001b[2J",
        "deal_name": "N",
        "amount": 12
      }
      "
    `);
    expect(await renderFormat(updatedDealView, updated(), "table", { select: ["amount"] })).toBe(
      "amount:  12\n",
    );
  });

  it("title bold, mark yellow, labels and dashes dim", async () => {
    const style = await styleFor(1);
    const text = await dealView.table(
      deal('{"id":"d","deal_name":"N","external_id":null,"archived":true}')(),
      {
        width: undefined,
        style,
      },
    );
    expect(text).toBe(
      [
        "\u001b[1mN\u001b[22m\u001b[33m (archived)\u001b[39m",
        "\u001b[2mid:\u001b[22m           d",
        "\u001b[2mdeal_name:\u001b[22m    N",
        "\u001b[2mexternal_id:\u001b[22m  \u001b[2m-\u001b[22m",
        "\u001b[2marchived:\u001b[22m     \u001b[33myes\u001b[39m",
        "",
      ].join("\n"),
    );
  });
});
