/** Rows → steps: each deal is read and compared with what its row wants. */

import type { DealsClient } from "../api/deals.ts";
import { turnstile } from "../concurrency/limiter.ts";
import { inOrder, type Pace } from "../concurrency/pool.ts";
import type { Deal } from "../deals/deal.ts";
import { asFailure, type Failure } from "../failure.ts";
import { option, placeholder, say } from "../hint.ts";
import { ListedDeals } from "./listedDeals.ts";
import type { Step, Unchanged } from "./plan.ts";
import { placed, planDeal, readableNames, type Unplaced, unreadDeal, type Wanted } from "./planDeal.ts";
import { UNKNOWN_FIELD } from "./unknownFields.ts";

/** So many refusals in a row, all with the same words: it is the columns, not the deals. */
const REFUSALS = 10;

/**
 * Steps in the order of the rows, in constant memory. One GET for each row that wants something, or pages of the list where
 * they are far fewer.
 * A deal that is missing or whose reading is refused (400) is a step too; any other failure ends the plan.
 * @param about.client undefined: nothing is read, and changes have no `before`
 * @throws Failure
 */
export async function* planRows(
  about: Pace & {
    readonly rows: AsyncIterable<Wanted>;
    readonly client: Reading | undefined;
  },
): AsyncGenerator<Step | Unchanged> {
  const { rows, client } = about;
  let row = 0;
  const refusals = new Refusals();
  const turn = turnstile(about);
  const listed = new ListedDeals(client ?? {}, turn);
  const results = inOrder(
    listed.ahead(rows),
    (wanted) => (client === undefined ? at(wanted) : reading(client, listed, wanted)),
    { ...about, turn },
  );
  for await (const { wanted, deal, failure } of results) {
    if (failure) refusals.count(failure);
    else if (deal) refusals.over();
    const steps = failure
      ? [unreadable(wanted, failure)]
      : deal
        ? planDeal(wanted, deal)
        : unreadDeal(wanted);
    if ("type" in steps) yield steps;
    else for (const step of steps) yield step.type === "change" ? numbered(step, ++row) : step;
  }
}

/** The change with its place in the plan, keys in the order of its type. */
export function numbered(change: Extract<Unplaced, { type: "change" }>, row: number): Step {
  const { type, ...rest } = change;
  return { type, row, ...rest };
}

function unreadable(wanted: Wanted, { code, message }: Failure): Step {
  return { type: "impossible", ...placed(wanted), code, message, set: wanted.fields };
}

/** Without `page` each deal is read by itself. */
type Reading = Pick<DealsClient, "get"> & Partial<Pick<DealsClient, "page">>;

type Read = { readonly wanted: Wanted; readonly deal?: Deal; readonly failure?: Failure };

function at(wanted: Wanted): Read {
  return { wanted };
}

function reading(client: Reading, listed: ListedDeals, wanted: Wanted): Read | (() => Promise<Read>) {
  if (Object.keys(wanted.fields).length === 0) return { wanted };
  const deal = listed.take(wanted);
  if (deal !== undefined) return { wanted, deal };
  return async () => {
    try {
      return { wanted, deal: await client.get(wanted.id, { properties: readableNames(wanted) }) };
    } catch (error) {
      const failure = asFailure(error);
      if (failure.kind !== "not_found" && failure.kind !== "rejected") throw failure;
      if (failure.code === UNKNOWN_FIELD) throw failure;
      return { wanted, failure };
    }
  };
}

class Refusals {
  #message: string | undefined;
  #count = 0;

  over(): void {
    this.#count = 0;
  }

  /** @throws the failure when it came too often */
  count(failure: Failure): void {
    const again = failure.kind === "rejected" && failure.message === this.#message;
    this.#count = again ? this.#count + 1 : 1;
    this.#message = failure.message;
    if (this.#count < REFUSALS) return;
    throw failure.with({
      hint: [
        `Routera refused to read ${REFUSALS} deals in a row with these words: are the columns called as Routera calls the fields?`,
        say`if not, add ${option("map", placeholder("COLUMN=FIELD"))} or ${option("ignoreColumn", placeholder("COLUMN"))}`,
      ],
    });
  }
}
