/** Listed deals → steps: those that meet the conditions, compared with what they are to become. */
import type { DealsClient } from "../api/deals.ts";
import { allDeals } from "../api/list.ts";
import { type Deal, type Fields, isDealId } from "../deals/deal.ts";
import { matches, type Where, whereProperties } from "../deals/where.ts";
import type { Step, Unchanged } from "./plan.ts";
import { planDeal, readableNames } from "./planDeal.ts";
import { withRowNumber } from "./planRows.ts";

/**
 * Steps in the order of the list, a page in memory at a time. Archived deals are not listed: they take no changes. A deal whose
 * id no request can name is omitted.
 * @param about.seen is called with each deal that was listed
 * @param about.onUnusable is called with each id that cannot be used
 * @param about.onIncomplete see allDeals
 * @throws Failure
 */
export async function* planWhere(about: {
  readonly client: Pick<DealsClient, "page">;
  readonly where: Where;
  readonly fields: Fields;
  readonly seen?: ((deal: Deal) => void) | undefined;
  readonly onUnusable?: ((id: string) => void) | undefined;
  readonly onIncomplete?: ((missing: number) => void) | undefined;
}): AsyncGenerator<Step | Unchanged> {
  const { client, where, fields, seen, onUnusable, onIncomplete } = about;
  const properties = readableNames({ fields }, whereProperties(where));
  let row = 0;
  for await (const deal of allDeals(client, { properties }, onIncomplete)) {
    seen?.(deal);
    if (!matches(where, deal)) continue;
    if (!isDealId(deal.id)) {
      onUnusable?.(deal.id);
      continue;
    }
    const steps = planDeal({ id: deal.id, fields }, deal);
    if ("type" in steps) yield steps;
    else for (const step of steps) yield step.type === "change" ? withRowNumber(step, ++row) : step;
  }
}
