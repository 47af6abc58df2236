import { describe, expect, it } from "vitest";
import { allDeals } from "../../src/api/list.ts";

/** A client over `count` deals that grants at most `granted` a page. */
function pages(count: number, granted = 100) {
  const asked: string[] = [];
  const page = async ({ limit, offset }: { limit: number; offset: number }) => {
    asked.push(`${offset}+${limit}`);
    const end = Math.min(count, offset + Math.min(limit, granted));
    const deals = Array.from({ length: Math.max(0, end - offset) }, (_, i) => ({ id: String(offset + i) }));
    return { deals, last: deals.length < Math.min(limit, granted) };
  };
  return { client: { page }, asked };
}

async function ids(list: AsyncIterable<{ id: string }>): Promise<string[]> {
  const found: string[] = [];
  for await (const { id } of list) found.push(id);
  return found;
}

describe("the list of deals", () => {
  it.each([
    [250, undefined, 100, 250, ["0+100", "100+100", "200+100"]],
    [200, undefined, 100, 200, ["0+100", "100+100", "200+100"]],
    [0, undefined, 100, 0, ["0+100"]],
    [250, 3, 100, 3, ["0+10"]],
    [250, 120, 100, 120, ["0+100", "100+100"]],
    [250, 100, 100, 100, ["0+100"]],
    [120, undefined, 50, 120, ["0+100", "50+100", "100+100"]],
    [250, 0, 100, 0, []],
  ])("%d deals, at most %s, pages of %d", async (count, limit, granted, found, requests) => {
    const { client, asked } = pages(count, granted);
    const list = await ids(allDeals(client, { limit }));
    expect(list).toEqual(Array.from({ length: found }, (_, i) => String(i)));
    expect(asked).toEqual(requests);
  });

  it("a server that ignores the offset does not keep us for ever", async () => {
    const { client } = pages(500);
    const stuck = { page: (query: { limit: number }) => client.page({ ...query, offset: 0 }) };
    await expect(ids(allDeals(stuck, {}))).rejects.toMatchObject({ code: "list_repeats" });
  });

  const ten = (...ids: readonly number[]) => ids.map((id) => ({ id: String(id) }));
  /** A client whose pages are made by the number of the request. */
  const scripted = (make: (request: number, offset: number) => readonly { id: string }[]) => {
    let request = 0;
    return {
      asked: () => request,
      page: async ({ offset }: { offset: number }) => {
        request += 1;
        const deals = make(request, offset);
        return { deals, last: deals.length < 100 };
      },
    };
  };
  const hundred = (from: number) => ten(...Array.from({ length: 100 }, (_, i) => from + i));

  it("pages that alternate end", async () => {
    const client = scripted((request) => hundred(request % 2 === 0 ? 0 : 100));
    await expect(ids(allDeals(client, {}))).rejects.toMatchObject({ code: "list_repeats" });
    expect(client.asked()).toBeLessThan(10);
  });

  it("pages that rotate end", async () => {
    const client = scripted((request) =>
      hundred(0).map(({ id }) => ({ id: String((Number(id) + request) % 150) })),
    );
    await expect(ids(allDeals(client, {}))).rejects.toMatchObject({ code: "list_repeats" });
    expect(client.asked()).toBeLessThan(100);
  });

  /** 150 deals, of which the first moves behind the last while the pages are read; so the 101st is missed. */
  const moving = (passes: number) => {
    let order = Array.from({ length: 150 }, (_, i) => i);
    let moves = 0;
    return scripted((_, offset) => {
      const page = ten(...order.slice(offset, offset + 100));
      if (offset === 0 && moves < passes) {
        moves += 1;
        order = [...order.slice(1), order[0] as number];
      }
      return page;
    });
  };

  it("deals that move between pages are all found, once each", async () => {
    const found = await ids(allDeals(moving(2), {}));
    expect(found).toHaveLength(150);
    expect(new Set(found).size).toBe(150);
  });

  it("a list that does not settle is incomplete, and says how much may be missing", async () => {
    let next = 1_000;
    // A new deal pushes the others back between any two pages.
    let order = Array.from({ length: 150 }, (_, i) => i);
    const client = scripted((_, offset) => {
      const page = ten(...order.slice(offset, offset + 100));
      if (offset === 0) order = [next++, ...order];
      return page;
    });
    const list = () => ids(allDeals(client, {}));
    await expect(list()).rejects.toMatchObject({ kind: "try_later", code: "list_incomplete", exitCode: 8 });
    const missing: number[] = [];
    const found = await ids(allDeals(client, {}, (count) => missing.push(count)));
    expect(missing).toEqual([expect.any(Number)]);
    expect(missing[0]).toBeGreaterThan(0);
    expect(new Set(found).size).toBe(found.length);
  });

  it("a deal that a server lists twice for ever costs one more pass", async () => {
    const client = scripted((_, offset) => (offset === 0 ? hundred(0) : ten(0, 100, 101)));
    expect(await ids(allDeals(client, {}))).toHaveLength(102);
    expect(client.asked()).toBe(4);
  });

  it("a limit that is reached asks for no other pass", async () => {
    const client = scripted((_, offset) => (offset === 0 ? hundred(0) : ten(0, 100, 101)));
    expect(await ids(allDeals(client, { limit: 101 }))).toHaveLength(101);
    expect(client.asked()).toBe(2);
  });
});
