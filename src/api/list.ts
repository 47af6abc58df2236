/** The list of deals as one stream, read page by page as it is consumed. */
import type { Deal } from "../deals/deal.ts";
import { Failure } from "../failure.ts";
import type { DealsClient } from "./deals.ts";

/** Deals a page: the most that Routera allows, and the least. */
export const DEALS_A_PAGE = 100;
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
  const limit = Math.min(DEALS_A_PAGE, Math.max(SMALLEST, most));
  let first: string | undefined;
  // The next page begins after what came: a server may grant smaller pages than asked for.
  for (let offset = 0; offset < most; ) {
    const { deals, last } = await client.page({ ...rest, limit, offset });
    const [head] = deals;
    if (head === undefined) return;
    if (head.id === first) throw repeats(offset);
    first = head.id;
    yield* deals.slice(0, most - offset);
    offset += deals.length;
    if (last) return;
  }
}

/** A server that ignores the offset would keep us here for ever. */
function repeats(offset: number): Failure {
  return new Failure("not_routera", `the list of deals repeats itself after ${offset} deals`, {
    code: "list_repeats",
    hint: "check the base URL: `routera profile show` says where it comes from",
  });
}
