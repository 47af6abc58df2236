/** Where the sandbox keeps its deals. */
import type { Deal } from "../deals/deal.ts";
import { DealIndex, type PageQuery } from "./dealIndex.ts";
import type { Change } from "./rules.ts";

/** What becomes of a deal, given whether an external id is taken by another active deal. */
export type Update = (deal: Deal, isTaken: (externalId: string) => boolean) => Change;

export type Store = {
  get(id: string): Promise<Deal | undefined>;
  /** A page of the list, in an order that no update changes. */
  page(query: PageQuery): Promise<readonly Deal[]>;
  /** Reads, changes and keeps one deal, with no other update in between. @returns undefined when there is no such deal */
  update(id: string, update: Update): Promise<Change | undefined>;
};

/** A store that is gone with the process. */
export function memoryStore(deals: Iterable<Deal>): Store {
  const index = new DealIndex(deals);
  return {
    get: async (id) => index.get(id),
    page: async (query) => index.page(query),
    update: async (id, update) => {
      const draft = new Draft(index);
      const change = draft.apply(id, update);
      index.replace(draft.changed);
      return change;
    },
  };
}

/** Updates done one after the other on top of an index, which stays as it is. */
export class Draft {
  readonly #index: DealIndex;
  /** The deals that are other than in the index, by id. */
  readonly changed = new Map<string, Deal>();

  constructor(index: DealIndex) {
    this.#index = index;
  }

  /** @returns undefined when there is no such deal */
  apply(id: string, update: Update): Change | undefined {
    const deal = this.changed.get(id) ?? this.#index.get(id);
    if (deal === undefined) return undefined;
    const change = update(deal, (externalId) => this.#isTaken(externalId, id));
    if ("deal" in change && change.deal !== deal) this.changed.set(id, change.deal);
    return change;
  }

  #isTaken(externalId: string, by: string): boolean {
    for (const [id, deal] of this.changed) {
      if (id !== by && deal.external_id === externalId) return true;
    }
    const holder = this.#index.holder(externalId);
    return holder !== undefined && holder !== by && !this.changed.has(holder);
  }
}
