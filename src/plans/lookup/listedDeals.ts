/** Deals of rows, read by pages of the list where that takes fewer requests and no longer than one for each. */
import type { DealsClient } from "../../api/deals.ts";
import { allDeals, DEALS_A_PAGE } from "../../api/list.ts";
import type { RateLimiter } from "../../concurrency/rateLimiter.ts";
import type { Deal } from "../../deals/deal.ts";
import { type DealInput, readableNames } from "../planDeal.ts";

/** So many rows are held against the list at once. */
const WINDOW = 2_000;
/** Fewer are read one by one. */
const FEW = 50;
/** Half of the requests at least must be saved. */
const MIN_ROWS_PER_PAGE = 2;
/** The most characters that the names of properties may have together. */
const LONGEST = 2_000;

export class ListedDeals {
  readonly #client: Partial<Pick<DealsClient, "page">>;
  readonly #limiter: RateLimiter;
  readonly #rowsPerPage: number;
  readonly #held = new Map<string, Deal>();
  #worthIt: boolean;

  /**
   * @param limiter is waited for before each request
   * @param concurrency how many rows are read in parallel. Pages are read one after the other: there must be so many times
   *   fewer of them, or the list would take longer.
   */
  constructor(client: Partial<Pick<DealsClient, "page">>, limiter: RateLimiter, concurrency: number) {
    this.#client = client;
    this.#limiter = limiter;
    this.#rowsPerPage = Math.max(MIN_ROWS_PER_PAGE, concurrency);
    this.#worthIt = client.page !== undefined;
  }

  /** The same rows in the same order, their deals listed where that pays. */
  async *ahead(rows: AsyncIterable<DealInput>): AsyncGenerator<DealInput> {
    let window: DealInput[] = [];
    for await (const input of rows) {
      if (!this.#worthIt) {
        yield* window;
        window = [];
        yield input;
        continue;
      }
      window.push(input);
      if (window.length < WINDOW) continue;
      await this.#list(window);
      yield* window;
      window = [];
    }
    await this.#list(window);
    yield* window;
  }

  /** The deal of a row that was listed with all that the row sets, once. */
  take({ id, fields }: DealInput): Deal | undefined {
    const deal = this.#held.get(id);
    this.#held.delete(id);
    if (deal === undefined) return undefined;
    return Object.keys(fields).every((name) => Object.hasOwn(deal, name)) ? deal : undefined;
  }

  async #list(window: readonly DealInput[]): Promise<void> {
    const page = this.#client.page;
    const rows = window.filter(({ fields }) => Object.keys(fields).length > 0);
    if (page === undefined || !this.#worthIt || rows.length < FEW) return;
    const client: Pick<DealsClient, "page"> = {
      page: async (query) => {
        await this.#limiter.wait();
        return page(query);
      },
    };
    const ids = new Set(rows.map(({ id }) => id));
    const properties = [...new Set(rows.flatMap((row) => readableNames(row)))];
    // An address may not be of any length.
    if (properties.join().length > LONGEST) return;
    const most = Math.floor(rows.length / this.#rowsPerPage) * DEALS_A_PAGE;
    try {
      // The list does not say how many deals there are. Reading behind the last page that would pay shows enough.
      const beyond = await client.page({ limit: DEALS_A_PAGE, offset: most, archived: true, properties });
      this.#worthIt = beyond.deals.length === 0;
      if (!this.#worthIt) return;
      for await (const deal of allDeals(client, { archived: true, properties })) {
        if (ids.has(deal.id)) this.#held.set(deal.id, deal);
      }
    } catch {
      // Read one by one, each row says for itself what is wrong.
      this.#worthIt = false;
    }
  }
}
