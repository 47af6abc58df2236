import { describe, expect, it } from "vitest";
import { parseJson } from "../../src/json.ts";
import { type DryRun, dryRunView } from "../../src/views/dryRun.ts";
import { renderFormats } from "./renderFormats.ts";

const plan: DryRun = {
  method: "PATCH",
  url: "https://api.routera.io/deals/d-1?properties=phone",
  body: parseJson('{"fields":{"deal_name":"Enterprise\\u001b[2J plan","amount":1.10}}'),
  tokenSource: "from ROUTERA_TOKEN",
};

describe("dryRunView", () => {
  it("the request, and where the token would come from", async () => {
    expect(await renderFormats(dryRunView, () => plan)).toMatchInlineSnapshot(`
      "PATCH https://api.routera.io/deals/d-1?properties=phone
      {
        "fields": {
          "deal_name": "Enterprise\\u001b[2J plan",
          "amount": 1.10
        }
      }
      token: from ROUTERA_TOKEN
      Dry run: nothing was sent.
      --- json
      {
        "dry_run": true,
        "method": "PATCH",
        "url": "https://api.routera.io/deals/d-1?properties=phone",
        "body": {
          "fields": {
            "deal_name": "Enterprise\\u001b[2J plan",
            "amount": 1.10
          }
        },
        "token_source": "from ROUTERA_TOKEN"
      }
      "
    `);
  });

  it("with a profile and warnings", async () => {
    const warnings = ["the token stands in a project config"];
    expect(
      await renderFormats(dryRunView, () => ({ ...plan, profile: "acme", warnings })),
    ).toMatchInlineSnapshot(`
      "PATCH https://api.routera.io/deals/d-1?properties=phone
      {
        "fields": {
          "deal_name": "Enterprise\\u001b[2J plan",
          "amount": 1.10
        }
      }
      profile: acme
      token: from ROUTERA_TOKEN
      warning: the token stands in a project config
      Dry run: nothing was sent.
      --- json
      {
        "dry_run": true,
        "method": "PATCH",
        "url": "https://api.routera.io/deals/d-1?properties=phone",
        "body": {
          "fields": {
            "deal_name": "Enterprise\\u001b[2J plan",
            "amount": 1.10
          }
        },
        "token_source": "from ROUTERA_TOKEN"
      }
      "
    `);
  });
});
