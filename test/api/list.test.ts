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
});
