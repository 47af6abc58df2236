import { describe, expect, it } from "vitest";
import type { Deal } from "../../src/deals/deal.ts";
import { parseJson } from "../../src/json.ts";
import { dealsView } from "../../src/views/deal.ts";
import { renderFormat, renderFormats } from "./renderFormats.ts";

const texts = [
  '{"id":"550e8400-e29b-41d4-a716-446655440000","deal_name":"Enterprise plan for a customer with a long name","deal_stage":"qualified","deal_owner":"jane@example.com","external_id":"=1+1","created_at":"2026-05-01T10:00:00.000Z","updated_at":"2026-05-28T12:00:00.000Z","archived":false,"phone":"+420 1"}',
  '{"id":"550e8400-e29b-41d4-a716-446655440001","deal_name":"Old\\u001b[2J","deal_stage":null,"deal_owner":null,"created_at":"2026-05-01T10:00:00.000Z","updated_at":"2026-05-28T12:00:00.000Z","archived":"2026-06-01T08:30:00.000Z","archived_by":"admin@example.com"}',
];

const list = (deals: readonly string[], properties: readonly string[] = []) => ({
  deals: stream(deals),
  properties,
});

describe("dealsView", () => {
  it("80 columns: ids whole, archived ones marked", async () => {
    expect(await renderFormats(dealsView, () => list(texts), { width: 80 })).toMatchInlineSnapshot(`
      "id                                    deal_stage  deal_owner      deal_name
      550e8400-e29b-41d4-a716-446655440000  qualified   jane@example.…  Enterprise pl…
      550e8400-e29b-41d4-a716-446655440001  -           -               [archived] Ol…
      --- json
      [
        {"id":"550e8400-e29b-41d4-a716-446655440000","deal_name":"Enterprise plan for a customer with a long name","deal_stage":"qualified","deal_owner":"jane@example.com","external_id":"=1+1","created_at":"2026-05-01T10:00:00.000Z","updated_at":"2026-05-28T12:00:00.000Z","archived":false,"phone":"+420 1"},
        {"id":"550e8400-e29b-41d4-a716-446655440001","deal_name":"Old\\u001b[2J","deal_stage":null,"deal_owner":null,"created_at":"2026-05-01T10:00:00.000Z","updated_at":"2026-05-28T12:00:00.000Z","archived":"2026-06-01T08:30:00.000Z","archived_by":"admin@example.com"}
      ]
      "
    `);
  });

  it("no terminal: nothing is cut; properties asked for have their columns", async () => {
    expect(await renderFormats(dealsView, () => list(texts, ["phone", "deal_stage"]))).toMatchInlineSnapshot(`
      "id  deal_stage  deal_owner  updated_at  phone  deal_name
      550e8400-e29b-41d4-a716-446655440000  qualified  jane@example.com  2026-05-28 12:00:00 UTC  +420 1  Enterprise plan for a customer with a long name
      550e8400-e29b-41d4-a716-446655440001  -  -  2026-05-28 12:00:00 UTC  -  [archived] Old\\x1b[2J
      --- json
      [
        {"id":"550e8400-e29b-41d4-a716-446655440000","deal_name":"Enterprise plan for a customer with a long name","deal_stage":"qualified","deal_owner":"jane@example.com","external_id":"=1+1","created_at":"2026-05-01T10:00:00.000Z","updated_at":"2026-05-28T12:00:00.000Z","archived":false,"phone":"+420 1"},
        {"id":"550e8400-e29b-41d4-a716-446655440001","deal_name":"Old\\u001b[2J","deal_stage":null,"deal_owner":null,"created_at":"2026-05-01T10:00:00.000Z","updated_at":"2026-05-28T12:00:00.000Z","archived":"2026-06-01T08:30:00.000Z","archived_by":"admin@example.com"}
      ]
      "
    `);
  });

  it("CSV has all default properties and those asked for, and the exact text", async () => {
    const csv = await renderFormat(dealsView, list(texts, ["phone"]), "csv");
    expect(csv.replaceAll("\u001b", "<ESC>")).toMatchInlineSnapshot(`
      "id,deal_name,pipeline,deal_stage,deal_owner,external_id,created_at,updated_at,archived,archived_by,phone
      550e8400-e29b-41d4-a716-446655440000,Enterprise plan for a customer with a long name,,qualified,jane@example.com,'=1+1,2026-05-01T10:00:00.000Z,2026-05-28T12:00:00.000Z,false,,'+420 1
      550e8400-e29b-41d4-a716-446655440001,Old<ESC>[2J,,,,,2026-05-01T10:00:00.000Z,2026-05-28T12:00:00.000Z,2026-06-01T08:30:00.000Z,admin@example.com,
      "
    `);
  });

  it("--select names the columns", async () => {
    expect(
      await renderFormats(dealsView, () => list(texts), { select: ["phone", "id"] }),
    ).toMatchInlineSnapshot(`
      "phone  id
      +420 1  550e8400-e29b-41d4-a716-446655440000
      -  550e8400-e29b-41d4-a716-446655440001
      --- json
      [
        {"phone":"+420 1","id":"550e8400-e29b-41d4-a716-446655440000"},
        {"id":"550e8400-e29b-41d4-a716-446655440001"}
      ]
      "
    `);
  });

  it("no deals", async () => {
    expect(await renderFormats(dealsView, () => list([]))).toBe("No deals.\n--- json\n[]\n");
  });
});

async function* stream(deals: readonly string[]): AsyncGenerator<Deal> {
  for (const text of deals) yield parseJson(text) as Deal;
}
