/** Reading deals for a command, a program or an agent: how many are asked for, and what is reported. */
import { expect, it } from "vitest";
import type { Account } from "../../src/account/account.ts";
import type { DealsClient } from "../../src/api/deals.ts";
import type { Deal } from "../../src/deals/deal.ts";
import { parseWhere } from "../../src/deals/parseWhere.ts";
import { getDeals, listDeals, listSome } from "../../src/plans/lookup/readDeals.ts";

type Query = Parameters<DealsClient["page"]>[0];

const DEALS = Array.from({ length: 250 }, (_, at): Deal => {
  return { id: `d${at}`, deal_stage: at % 50 === 49 ? "won" : "open", external_id: `x${at % 240}` } as never;
});
const QUERY = { where: [], archived: false, properties: [] };

function account() {
  const asked: Query[] = [];
  const client = {
    page: async (query: Query) => {
      asked.push(query);
      const { limit = 100, offset = 0 } = query;
      const deals = DEALS.slice(offset, offset + limit);
      return { deals, last: offset + limit >= DEALS.length };
    },
  };
  return { asked, deals: async () => client as never } as unknown as Account & { readonly asked: Query[] };
}

it("a list of 100 deals is one request, and none is made beyond the limit", async () => {
  const one = account();
  const deals: Deal[] = [];
  for await (const deal of listDeals(one, { ...QUERY, limit: 100 }, {})) deals.push(deal);
  expect(deals).toEqual(DEALS.slice(0, 100));
  expect(one.asked.map(({ limit, offset }) => [limit, offset])).toEqual([[100, 0]]);
});

it.each([
  [249, 249, true],
  [250, 250, false],
  [300, 250, false],
])("at most %i deals are %i, and whether there are more is known", async (limit, count, more) => {
  const some = await listSome(account(), { ...QUERY, limit }, {});
  expect(some).toEqual({ deals: DEALS.slice(0, count), more });
});

it("a filtered list reports the deals that were read and those that match, and that it is over", async () => {
  const seen: unknown[] = [];
  const query = { ...QUERY, where: parseWhere(["deal_stage=won"]), limit: 2 };
  const on = { progress: (reading: unknown) => void seen.push(reading) };
  const ids: string[] = [];
  for await (const { id } of listDeals(account(), query, on)) ids.push(id);
  expect(ids).toEqual(["d49", "d99"]);
  expect(seen.slice(-2)).toEqual([{ done: 100, changes: 0, steps: 2 }, undefined]);
});

it("deals by another field come in the order of the keys, with a note of what it took", async () => {
  const notes: unknown[] = [];
  const on = { warning: (warning: unknown) => void notes.push(warning) };
  const deals = await getDeals(account(), { by: "external_id", keys: ["x100", "x20"] }, [], on);
  expect(deals.map(({ id }) => id)).toEqual(["d100", "d20"]);
  expect(notes).toEqual([{ code: "looked_up", say: "looked up 250 deals in 3 requests", isNote: true }]);
});

it("keys without exactly one deal are all named, the worst kind first", async () => {
  const missing = getDeals(account(), { by: "external_id", keys: ["none", "x0", "x50"] }, [], {});
  await expect(missing).rejects.toMatchObject({
    kind: "conflict",
    code: "key_not_unique",
    message: expect.stringContaining('"none"'),
    hint: expect.arrayContaining([expect.stringContaining("d0, d240")]),
  });
});
