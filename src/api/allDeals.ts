/** The list of deals as one stream, read page by page as it is consumed. */
import type { Deal } from "../deals/deal.ts";
import type { DealsClient } from "./deals.ts";

/** Deals a page: the most that Routera allows, and the least. */
const LARGEST = 100;
const SMALLEST = 10;

/** @param query.limit how many deals at most; undefined for all. @throws Failure */
export async function* allDeals(
  client: Pick<DealsClient, "page">,
  query: {
    readonly limit?: number | undefined;
    readonly archived?: boolean;
    readonly properties?: readonly string[];
  },
): AsyncGenerator<Deal> {
  const { limit: most = Number.POSITIVE_INFINITY, ...rest } = query;
  const limit = Math.min(LARGEST, Math.max(SMALLEST, most));
  let left = most;
  for (let offset = 0; left > 0; offset += limit) {
    const page = await client.page({ ...rest, limit, offset });
    for (const deal of page.deals.slice(0, left)) yield deal;
    left -= page.deals.length;
    if (page.last) return;
  }
}
