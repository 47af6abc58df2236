/** Many rows: their deals come by pages of the list where that takes far fewer requests, and the plan is the same. */
import { describe, expect, it } from "vitest";
import type { DealsClient } from "../../src/api/deals.ts";
import type { Deal } from "../../src/deals/deal.ts";
import { Failure } from "../../src/failure.ts";
import type { DealInput } from "../../src/plans/planDeal.ts";
import { planRows } from "../../src/plans/planRows.ts";
import { clientOf, collected, deal, queueOptions, streamOf } from "./scratch.ts";

type Page = Parameters<DealsClient["page"]>[0];

/** A client that has a list as well. */
function listing(deals: readonly Deal[], shown: (deal: Deal, query: Page) => Deal = (one) => one) {
  const one = clientOf(new Map(deals.map((each) => [each.id, each])));
  const pages: Page[] = [];
  const page: DealsClient["page"] = async (query) => {
    pages.push(query);
    const { limit, offset, archived = false } = query;
    const all = archived ? deals : deals.filter((each) => each.archived === false);
    const found = all.slice(offset, offset + limit);
    return { deals: found.map((each) => shown(each, query)), last: found.length < limit };
  };
  return { ...one, page, pages };
}

const many = (count: number): Deal[] =>
  Array.from({ length: count }, (_, at) =>
    deal(`d${at}`, {
      phone: String(at % 5),
      ...(at % 7 === 3 && { archived: "2026-01-01T00:00:00.000Z" }),
    }),
  );
const rowsTo = (ids: readonly string[]): DealInput[] =>
  ids.map((id, at) => ({
    line: at + 2,
    id,
    fields: { deal_stage: at % 2 ? "won" : "qualified", phone: "1" },
  }));
const plan = (rows: readonly DealInput[], client: Parameters<typeof planRows>[0]["client"], rate?: number) =>
  collected(planRows({ ...queueOptions, rate, rows: streamOf(rows), client }));

describe("rows for much of a small account", () => {
  const deals = many(900);
  // Some that are not there, some that want nothing, in an order of their own.
  const ids = [...deals.map(({ id }) => id).reverse(), "gone-1", "gone-2"];
  const rows = [...rowsTo(ids), { line: 2_000, id: "d5", fields: {} }];

  it("cost pages instead of a request each, and make the same plan", async () => {
    const client = listing(deals);
    const steps = await plan(rows, client);
    expect(client.pages.map(({ offset }) => offset)).toEqual([
      22_500, 0, 100, 200, 300, 400, 500, 600, 700, 800, 900,
    ]);
    expect(client.pages.every(({ archived, properties }) => archived && properties?.join() === "phone")).toBe(
      true,
    );
    // What the list does not hold is asked for by itself.
    expect(client.asked).toEqual(["gone-1 phone", "gone-2 phone"]);
    expect(steps).toEqual(await plan(rows, clientOf(new Map(deals.map((each) => [each.id, each])))));
  });

  it("are asked for one by one where a listed deal lacks what the row sets", async () => {
    const client = listing(deals, ({ phone: _, ...rest }) => rest);
    await plan(rowsTo(ids.slice(0, 300)), client);
    expect(client.asked).toHaveLength(300);
  });

  it.each<[string, DealsClient["page"]]>([
    ["is refused", () => Promise.reject(new Failure("rejected", "Invalid property", { code: "x" }))],
    ["is not Routera's", () => Promise.reject(new Failure("not_routera", "HTML", { code: "x" }))],
    [
      "repeats itself",
      async ({ offset, limit }) => ({ deals: offset > 1_000 ? [] : many(limit), last: false }),
    ],
  ])("are asked for one by one where the list %s", async (_, page) => {
    const client = clientOf(new Map(deals.map((each) => [each.id, each])));
    const steps = await plan(rows, { ...client, page });
    expect(steps).toEqual(await plan(rows, clientOf(new Map(deals.map((each) => [each.id, each])))));
    expect(new Set(client.asked).size).toBeGreaterThan(700);
  });

  it("a list that continues for longer than pays is not read", async () => {
    const client = listing(many(8_000));
    await plan(rowsTo(ids.slice(0, 300)), client);
    expect(client.pages.map(({ offset }) => offset)).toEqual([7_500]);
    expect(client.asked).toHaveLength(300);
  });

  it("at a concurrency of 1, are listed where that saves half of the requests", async () => {
    const client = listing(many(2_000));
    await collected(
      planRows({ ...queueOptions, concurrency: 1, rows: streamOf(rowsTo(ids.slice(0, 50))), client }),
    );
    expect([client.pages.length, client.asked.length]).toEqual([22, 0]);
    const longer = listing(many(2_600));
    await collected(
      planRows({ ...queueOptions, concurrency: 1, rows: streamOf(rowsTo(ids.slice(0, 50))), client: longer }),
    );
    expect([longer.pages.length, longer.asked.length]).toEqual([1, 50]);
  });
});

it("few rows are asked for one by one", async () => {
  const client = listing(many(300));
  await plan(rowsTo(many(49).map(({ id }) => id)), client);
  expect([client.pages.length, client.asked.length]).toEqual([0, 49]);
});

it("rows by the thousand are held against the list in parts, and none is lost", async () => {
  const deals = many(4_500);
  const client = listing(deals);
  const steps = await plan(rowsTo(deals.map(({ id }) => id)), client);
  // Two parts of 2000 rows each, and one of 500.
  expect(client.asked).toHaveLength(0);
  expect(client.pages.filter(({ offset }) => offset === 0)).toHaveLength(3);
  expect(steps.length).toBeGreaterThan(4_400);
});
