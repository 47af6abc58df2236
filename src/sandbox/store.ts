/** Deals of the sandbox in memory, found by ID or by any of their other IDs. */
import type { Deal } from "../deals/deal.ts";
import type { UpdateResult } from "./rules.ts";

/** What becomes of a deal, given whether an external id is taken by another active deal. */
export type Update = (deal: Deal, isTaken: (externalId: string) => boolean) => UpdateResult;

export type Store = {
  get(id: string): Promise<Deal | undefined>;
  /** A page of the list, in an order that no update changes. */
  page(query: PageQuery): Promise<readonly Deal[]>;
  /** Reads, changes and keeps one deal, with no other update in between. @returns undefined when there is no such deal */
  update(id: string, update: Update): Promise<UpdateResult | undefined>;
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
  apply(id: string, update: Update): UpdateResult | undefined {
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

/** Which deals of the list. */
type PageQuery = { readonly limit: number; readonly offset: number; readonly archived: boolean };

export class DealIndex {
  readonly #deals: Deal[] = [];
  readonly #places = new Map<string, number>();
  /** Places of active deals, so that a page far behind costs no more than the first. No update archives a deal. */
  readonly #active: number[] = [];
  /** External id → id, of active deals. */
  readonly #holders = new Map<string, string>();

  /** @throws Error when an id is there twice */
  constructor(deals: Iterable<Deal>) {
    for (const deal of deals) {
      if (this.#places.has(deal.id)) throw new Error(`duplicate ID ${JSON.stringify(deal.id)}`);
      const place = this.#deals.push(deal) - 1;
      this.#places.set(deal.id, place);
      if (deal.archived !== false) continue;
      this.#active.push(place);
      if (typeof deal.external_id === "string") this.#holders.set(deal.external_id, deal.id);
    }
  }

  get(id: string): Deal | undefined {
    const place = this.#places.get(id);
    return place === undefined ? undefined : this.#deals[place];
  }

  /** The id of the active deal with this external id. */
  holder(externalId: string): string | undefined {
    return this.#holders.get(externalId);
  }

  page({ limit, offset, archived }: PageQuery): readonly Deal[] {
    if (archived) return this.#deals.slice(offset, offset + limit);
    return this.#active.slice(offset, offset + limit).flatMap((place) => this.#deals[place] ?? []);
  }

  /** All deals in their order, those of `changed` instead of their former selves. */
  *all(changed: ReadonlyMap<string, Deal> = new Map()): Generator<Deal> {
    for (const deal of this.#deals) yield changed.get(deal.id) ?? deal;
  }

  get size(): number {
    return this.#deals.length;
  }

  /** Puts changed deals in the place of their former selves. */
  replace(changed: ReadonlyMap<string, Deal>): void {
    for (const [id, deal] of changed) {
      const place = this.#places.get(id);
      const before = this.get(id)?.external_id;
      if (place === undefined) continue;
      this.#deals[place] = deal;
      if (typeof before === "string" && this.#holders.get(before) === id) this.#holders.delete(before);
      if (typeof deal.external_id === "string") this.#holders.set(deal.external_id, id);
    }
  }
}
