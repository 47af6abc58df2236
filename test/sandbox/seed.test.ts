import { describe, expect, it } from "vitest";
import { printJson } from "../../src/json.ts";
import { PROPERTIES } from "../../src/sandbox/rules.ts";
import { KNOWN, seedDeals } from "../../src/sandbox/seed.ts";

const texts = (count: number, seed?: number) => [...seedDeals(count, seed)].map((deal) => printJson(deal));

describe("seedDeals", () => {
  it("makes the same deals on every run, and others from another seed", () => {
    expect(texts(60)).toEqual(texts(60, 1));
    expect(texts(60, 2).slice(0, KNOWN.length)).toEqual(texts(KNOWN.length));
    expect(texts(60, 2)[KNOWN.length]).not.toBe(texts(60)[KNOWN.length]);
  });

  it("begins with the same deals whatever the count", () => {
    expect(texts(100).slice(0, 40)).toEqual(texts(40));
    expect(texts(2)).toHaveLength(2);
  });

  it("keeps this very deal, so that no one's examples break", () => {
    expect(texts(7).at(-1)).toMatchInlineSnapshot(
      `"{"external_id":"ext-007","deal_name":"Education upgrade, 498 seats","pipeline":"default","deal_stage":"proposal","deal_owner":"yuki@example.com","created_at":"2026-03-21T05:58:00.000Z","updated_at":"2026-03-21T07:57:00.000Z","archived":false,"amount":13954.40,"close_date":"2026-06-07","next_step":null,"phone":"+1 555 0119","priority":"medium","renewal":false,"tags":["inbound"],"id":"8706c4eb-fb26-47fd-b7e7-9d2b47f66630"}"`,
    );
  });

  it("makes deals that keep the rules", () => {
    const deals = [...seedDeals(2_000)];
    for (const deal of deals) {
      expect(Object.keys(deal).filter((name) => !PROPERTIES.has(name))).toEqual([]);
      for (const [name, value] of Object.entries(deal)) {
        if (value !== null && !PROPERTIES.get(name)?.accepts(value)) throw new Error(`${name} of ${deal.id}`);
      }
      expect(deal.id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
      expect(String(deal.deal_owner ?? "@example.com")).toMatch(/@example\.com$/);
      expect(deal.archived === false).toBe(deal.archived_by === undefined);
    }
    expect(new Set(deals.map(({ id }) => id)).size).toBe(deals.length);
    const externalIds = deals.flatMap((deal) => deal.external_id ?? []);
    expect(new Set(externalIds).size).toBe(externalIds.length);
    expect(deals.filter((deal) => deal.archived !== false).length).toBeGreaterThan(100);
  });

  it("makes one deal at a time", () => {
    const endless = seedDeals(Number.MAX_SAFE_INTEGER);
    expect(endless.next().value.deal_name).toBe("Starter plan");
  });
});
