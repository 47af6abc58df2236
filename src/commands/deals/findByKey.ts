/** Deals that a command names by another field than their ID. */
import type { DealsClient } from "../../api/deals.ts";
import type { Context } from "../../cli/context.ts";
import type { Deal } from "../../deals/deal.ts";
import { Failure } from "../../failure.ts";
import { foundDeal, lookUpDeals, lookupWords } from "../../plans/lookup/dealLookup.ts";

/**
 * In the order of the keys. The list is read once.
 * @throws Failure `key_not_found` (5), `key_not_unique` (6) that name every key without exactly one deal
 */
export async function findByKey(
  context: Context,
  client: Pick<DealsClient, "page">,
  {
    by,
    keys,
    properties,
  }: {
    readonly by: string;
    readonly keys: readonly string[];
    readonly properties: readonly string[];
  },
): Promise<readonly Deal[]> {
  const progress = await context.progress("Reading deals");
  try {
    const seen = (listed: number) => progress.update(`Reading deals: ${listed} listed`);
    const lookup = await lookUpDeals(client, { by, keys: new Set(keys), properties, seen });
    progress.done();
    await context.note(lookupWords(lookup));
    const found = keys.map((key) => foundDeal(lookup, by, key));
    const problems = found.flatMap((one) => (one.deal === undefined ? [one] : []));
    const [first, ...others] = problems;
    if (first === undefined) return found.flatMap((one) => (one.deal === undefined ? [] : [one.deal]));
    const worst = problems.find(({ kind }) => kind === "conflict") ?? first;
    throw new Failure(worst.kind, first.message, {
      code: worst.code,
      hint: others.map(({ message }) => `also ${message}`),
    });
  } finally {
    progress.done();
  }
}
