/** Listed deals → steps: those that meet the conditions, compared with what they are to become. */
import type { DealsClient } from "../api/deals.ts";
import { allDeals } from "../api/list.ts";
import type { Deal, Fields } from "../deals/deal.ts";
import { matches, type Where, whereProperties } from "../deals/where.ts";
import type { Step, Unchanged } from "./plan.ts";
import { planDeal, readableNames } from "./planDeal.ts";
import { numbered } from "./planRows.ts";

/** A deal that moves between two pages comes again soon after; so many ids are remembered. */
const REMEMBERED = 1000;

/**
 * Steps in the order of the list, a page in memory at a time. Archived deals are not listed: they take no changes.
 * @param about.seen is told about each deal that was listed
 * @throws Failure
 */
export async function* planWhere(about: {
  readonly client: Pick<DealsClient, "page">;
  readonly where: Where;
  readonly fields: Fields;
  readonly seen?: ((deal: Deal) => void) | undefined;
}): AsyncGenerator<Step | Unchanged> {
  const { client, where, fields, seen } = about;
  const properties = readableNames({ fields }, whereProperties(where));
  const recent = new Recent();
  let row = 0;
  for await (const deal of allDeals(client, { properties })) {
    seen?.(deal);
    if (!matches(where, deal) || recent.has(deal.id)) continue;
    const steps = planDeal({ id: deal.id, fields }, deal);
    if ("type" in steps) yield steps;
    else for (const step of steps) yield step.type === "change" ? numbered(step, ++row) : step;
  }
}

class Recent {
  readonly #ids = new Set<string>();

  /** True when the id came a short while ago; remembers it. */
  has(id: string): boolean {
    if (this.#ids.has(id)) return true;
    this.#ids.add(id);
    const [oldest] = this.#ids.size > REMEMBERED ? this.#ids : [];
    if (oldest !== undefined) this.#ids.delete(oldest);
    return false;
  }
}
