/** Rows → steps: each deal is read and compared with what its row wants. */

import type { DealsClient } from "../api/deals.ts";
import { mapInOrder, type WorkLimits } from "../concurrency/pool.ts";
import { createRateLimiter } from "../concurrency/rateLimiter.ts";
import type { Deal } from "../deals/deal.ts";
import { asFailure, type Failure } from "../failure.ts";
import { option, placeholder, say } from "../hint.ts";
import { ListedDeals } from "./lookup/listedDeals.ts";
import type { Step, Unchanged } from "./plan.ts";
import {
  type DealInput,
  lineAndId,
  planDeal,
  readableNames,
  type UnnumberedStep,
  unreadDeal,
} from "./planDeal.ts";
import { UNKNOWN_FIELD } from "./unknownFields.ts";

/** So many refusals in a row, all with the same words: it is the columns, not the deals. */
const REFUSALS = 10;

/**
 * Steps in the order of the rows, in constant memory. One GET for each row that wants something, or pages of the list where
 * they are fewer.
 * A deal that is missing or whose reading is refused (400) is a step too; any other failure ends the plan.
 * @param about.client undefined: nothing is read, and changes have no `before`
 * @throws Failure
 */
export async function* planRows(
  about: WorkLimits & {
    readonly rows: AsyncIterable<DealInput>;
    readonly client: Reading | undefined;
    /** Told the column of each number of a spreadsheet that is written as text. */
    readonly onNumberAsText?: ((column: string) => void) | undefined;
  },
): AsyncGenerator<Step | Unchanged> {
  const { rows, client } = about;
  let row = 0;
  const refusals = new Refusals();
  for await (const found of client === undefined ? rows : readAll(client, about)) {
    const { input, deal, failure }: Read = "input" in found ? found : { input: found };
    if (failure) refusals.count(failure);
    else if (deal) refusals.over();
    const steps = failure ? [unreadable(input, failure)] : deal ? planDeal(input, deal) : unreadDeal(input);
    if ("type" in steps) {
      yield steps;
      continue;
    }
    for (const column of numbersAsText(input, steps)) about.onNumberAsText?.(column);
    for (const step of steps) yield step.type === "change" ? withRowNumber(step, ++row) : step;
  }
}

function numbersAsText({ cells }: DealInput, steps: readonly UnnumberedStep[]): readonly string[] {
  if (cells === undefined) return [];
  const set = steps.find(({ type }) => type === "change")?.set ?? {};
  return [...cells].flatMap(([field, { column, typed }]) =>
    typed?.kind === "number" && typeof set[field] === "string" ? [column] : [],
  );
}

/** The change with its place in the plan, keys in the order of its type. */
export function withRowNumber(change: Extract<UnnumberedStep, { type: "change" }>, row: number): Step {
  const { type, ...rest } = change;
  return { type, row, ...rest };
}

function unreadable(input: DealInput, { code, message }: Failure): Step {
  return { type: "blocked", ...lineAndId(input), code, message, set: input.fields };
}

/** Without `page` each deal is read by itself. */
type Reading = Pick<DealsClient, "get"> & Partial<Pick<DealsClient, "page">>;

type Read = { readonly input: DealInput; readonly deal?: Deal; readonly failure?: Failure };

function readAll(
  client: Reading,
  about: WorkLimits & { readonly rows: AsyncIterable<DealInput> },
): AsyncIterable<Read> {
  const limiter = createRateLimiter(about);
  const listed = new ListedDeals(client, limiter, about.concurrency);
  return mapInOrder(listed.ahead(about.rows), (input) => reading(client, listed, input), {
    ...about,
    limiter,
  });
}

function reading(client: Reading, listed: ListedDeals, input: DealInput): Read | (() => Promise<Read>) {
  if (Object.keys(input.fields).length === 0) return { input };
  const deal = listed.take(input);
  if (deal !== undefined) return { input, deal };
  return async () => {
    try {
      return { input, deal: await client.get(input.id, { properties: readableNames(input) }) };
    } catch (error) {
      const failure = asFailure(error);
      if (failure.kind !== "not_found" && failure.kind !== "rejected") throw failure;
      if (failure.code === UNKNOWN_FIELD) throw failure;
      return { input, failure };
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
        `Routera rejected ${REFUSALS} requests in a row with this message; check that the column names are field names`,
        say`to fix the column names, add ${option("map", placeholder("COLUMN=FIELD"))} or ${option("ignoreColumn", placeholder("COLUMN"))}`,
      ],
    });
  }
}
