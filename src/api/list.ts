/** The list of deals as one stream, read page by page as it is consumed. */
import type { Deal } from "../deals/deal.ts";
import { Failure } from "../failure.ts";
import type { DealsClient } from "./deals.ts";

/** Deals a page: the most that Routera allows, and the least. */
export const DEALS_A_PAGE = 100;
const SMALLEST = 10;
/** So many pages in a row without a new deal, and the list only repeats itself. */
const MAX_STALE_PAGES = 2;
/** How often a list whose deals move between pages is read again. */
const MAX_PASSES = 5;
/** More than any account has: a server may make up deals for ever. */
const MAX_DEALS = 5_000_000;

type Query = {
  readonly limit?: number | undefined;
  readonly archived?: boolean;
  readonly properties?: readonly string[];
};

/**
 * Each deal once. A deal that is listed twice has moved between two pages, and so may have another one that was never seen: the
 * list is read again then, until a pass brings nothing new.
 * @param query.limit how many deals at most; undefined for all
 * @param onIncomplete is called with how many deals may be missing where the list does not settle; without it that is a Failure
 * @throws Failure `list_repeats`, `list_incomplete`
 */
export async function* allDeals(
  client: Pick<DealsClient, "page">,
  query: Query,
  onIncomplete?: (missing: number) => void,
): AsyncGenerator<Deal> {
  const { limit: most = Number.POSITIVE_INFINITY } = query;
  const seen = new Set<string>();
  for (let pass = 1; seen.size < most; pass += 1) {
    const before = seen.size;
    let listed = 0;
    for await (const deal of onePass(client, query, seen)) {
      listed += 1;
      if (seen.has(deal.id)) continue;
      seen.add(deal.id);
      yield deal;
      if (seen.size >= most) return;
    }
    const fresh = seen.size - before;
    const moved = listed - (pass === 1 ? fresh : before);
    if (pass === 1 ? moved === 0 : fresh === 0) return;
    if (pass < MAX_PASSES) continue;
    const missing = Math.max(fresh, moved);
    if (onIncomplete === undefined) throw incomplete(seen.size, missing);
    return onIncomplete(missing);
  }
}

/** The list from its first page to its last, as it is. @param seen grows while its deals are consumed */
async function* onePass(
  client: Pick<DealsClient, "page">,
  { limit: most = Number.POSITIVE_INFINITY, ...rest }: Query,
  seen: ReadonlySet<string>,
): AsyncGenerator<Deal> {
  const limit = Math.min(DEALS_A_PAGE, Math.max(SMALLEST, most));
  const before = seen.size;
  let stalePages = 0;
  // The next page begins after what came: a server may grant smaller pages than asked for.
  for (let offset = 0; seen.size < most; ) {
    const known = seen.size;
    const { deals, last } = await client.page({ ...rest, limit, offset });
    if (deals.length === 0) return;
    yield* deals;
    offset += deals.length;
    if (last) return;
    // A later pass meets what it knows, but no more of it than there is.
    const mayBeKnown = before > 0 && offset <= 2 * before + DEALS_A_PAGE;
    stalePages = seen.size > known || mayBeKnown ? 0 : stalePages + 1;
    if (stalePages >= MAX_STALE_PAGES || offset > MAX_DEALS) throw repeats(seen.size);
  }
}

/** A server that ignores the offset would keep us here for ever. */
function repeats(deals: number): Failure {
  return new Failure("not_routera", `the list of deals repeats after ${deals} deals`, {
    code: "list_repeats",
    hint: { checkAddress: "baseUrl" },
  });
}

function incomplete(deals: number, missing: number): Failure {
  return new Failure(
    "try_later",
    `the list of deals is incomplete: deals moved between pages in ${MAX_PASSES} attempts to read it; ${deals} deals found, ${missing} or more may be missing`,
    { code: "list_incomplete", hint: "run the command again when fewer deals are being changed" },
  );
}
