/** Deals in memory, found by id, by external id and by place in the list. */
import type { Deal } from "../deals/deal.ts";

/** Which deals of the list. */
export type PageQuery = { readonly limit: number; readonly offset: number; readonly archived: boolean };

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
      if (this.#places.has(deal.id)) throw new Error(`the id ${JSON.stringify(deal.id)} is there twice`);
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
