/** Rows → steps: each deal is read and compared with what its row wants. */
import type { DealsClient } from "../../api/deals.ts";
import type { Deal } from "../../deals/deal.ts";
import { askedProperties } from "../../deals/properties.ts";
import { asFailure, type Failure } from "../../failure.ts";
import { inOrder, type Pace } from "./inOrder.ts";
import { placed, planDeal, type Unchanged, type Unplaced, unreadDeal, type Wanted } from "./planDeal.ts";
import type { Step } from "./step.ts";

/** So many refusals in a row, all with the same words: it is the columns, not the deals. */
const REFUSALS = 10;

/**
 * Steps in the order of the rows, in constant memory. One GET for each row that wants something: list pages would have to
 * be held against all rows, and an export that comes back has few rows that want anything.
 * A deal that is missing or whose reading is refused (400) is a step too; any other failure ends the plan.
 * @param about.client undefined: nothing is read, and changes have no `before`
 * @throws Failure
 */
export async function* planRows(
  about: Pace & {
    readonly rows: AsyncIterable<Wanted>;
    readonly client: Pick<DealsClient, "get"> | undefined;
  },
): AsyncGenerator<Step | Unchanged> {
  const { rows, client } = about;
  let row = 0;
  const refusals = new Refusals();
  const results = inOrder(
    rows,
    (wanted) => (client === undefined ? at(wanted) : reading(client, wanted)),
    about,
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

type Read = { readonly wanted: Wanted; readonly deal?: Deal; readonly failure?: Failure };

function at(wanted: Wanted): Read {
  return { wanted };
}

function reading(client: Pick<DealsClient, "get">, wanted: Wanted): Read | (() => Promise<Read>) {
  if (Object.keys(wanted.fields).length === 0) return { wanted };
  return async () => {
    try {
      return { wanted, deal: await client.get(wanted.id, { properties: readable(wanted) }) };
    } catch (error) {
      const failure = asFailure(error);
      if (failure.kind !== "not_found" && failure.kind !== "rejected") throw failure;
      return { wanted, failure };
    }
  };
}

/** A name that no query can hold is not asked for; its value counts as lost. */
function readable({ fields }: Wanted): readonly string[] {
  return askedProperties([], fields).filter((name) => !name.includes(","));
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
      hint: `Routera refused to read ${REFUSALS} deals in a row with these words: are the columns called as Routera calls the fields? --map COLUMN=field, --ignore-column COLUMN`,
    });
  }
}
