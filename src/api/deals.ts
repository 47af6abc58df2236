/** Types of the API client: connection, deals client, pages, wire events. */
import type { Deal, Fields } from "../deals/deal.ts";
import type { Failure } from "../failure.ts";
import type { Clock, Host } from "../host.ts";
import type { Interrupt } from "../signals.ts";
import type { WireEvent } from "./wireEvent.ts";

/** A source of bearer tokens for one origin. */
export type BearerTokens = {
  /** The token to send. @throws Failure of kind credentials or usage */
  token(): Promise<string>;
  /** A fresh token after a 401, but not two without a success between; undefined where there is no way to get one. */
  refresh(refused: string): Promise<string | undefined>;
  /** Told of a success: another refresh is then fair. */
  taken?(token: string): void;
};

/** How requests are made: everything is plain data but the token source, the clock, chance and the listeners. */
export type Connection = {
  /** https, or http on a parsed loopback host; checked again here before a socket opens. */
  readonly baseUrl: string;
  readonly tokens: BearerTokens;
  readonly clock: Clock;
  readonly random: Host["random"];
  /** Per request, milliseconds. */
  readonly timeout: number;
  /** How many times one call may be sent again. */
  readonly retries: number;
  /** Proxy for this origin, or undefined. */
  readonly proxy?: string | undefined;
  /** PEM text: certificates to trust besides those that Node trusts; see readExtraCa. */
  readonly extraCa?: string | undefined;
  /** `routera/1.2.3` */
  readonly userAgent: string;
  readonly interrupt: Interrupt;
  /** What happens on the wire, for `--verbose`, progress and the journal. Never holds a token. */
  readonly log: (event: WireEvent) => void;
};

/** Outcome of a write. */
export type UpdatedDeal = {
  /** The deal as Routera returned it (or as it was read back). */
  readonly deal: Deal;
  /** True when the answer to the write was lost and the deal was read to learn the outcome. */
  readonly readBack: boolean;
  /** How many times the PATCH was sent. */
  readonly sent: number;
};

/**
 * Outcome of a write. `unapplied` is proved: it may be sent again. `conflict`: the deal holds something else.
 * `unknown`: the deal could not be read, and `failure` says why (also when there is no such deal any more).
 */
export type Settlement =
  | { readonly verdict: "applied" | "unapplied" | "conflict"; readonly deal: Deal }
  | { readonly verdict: "unknown"; readonly failure: Failure };

/** A page of the list; `last` is true when there is nothing behind it. */
export type DealsPage = { readonly deals: readonly Deal[]; readonly last: boolean };

export type DealsClient = {
  /**
   * Changes fields of one deal, at most once in effect.
   * Throws a Failure whose `outcome` says the outcome of the write.
   * @param options.properties names to return besides the default ones
   * @param options.before the deal as it was read before, where it was: with the fields that are set; lets an ambiguous
   *   write be decided by its `updated_at`
   * @throws Failure
   */
  update(
    id: string,
    fields: Fields,
    options?: { readonly properties?: readonly string[]; readonly before?: Deal | undefined },
  ): Promise<UpdatedDeal>;
  /**
   * Reads a deal to learn the outcome of a write whose answer was lost. Never throws for what the network does.
   * @param fields what the write was to set
   * @param options.before the deal as it was read before the write, with the fields that were to be set
   * @param options.sentAgo milliseconds since the write left, where there is no `before`
   */
  settle(
    id: string,
    fields: Fields,
    options?: {
      readonly before?: Deal | undefined;
      readonly properties?: readonly string[];
      readonly sentAgo?: number | undefined;
    },
  ): Promise<Settlement>;
  /** @throws Failure */
  get(id: string, options?: { readonly properties?: readonly string[] }): Promise<Deal>;
  /** @param query.limit 10 to 100 @throws Failure */
  page(query: {
    readonly limit: number;
    readonly offset: number;
    readonly archived?: boolean;
    readonly properties?: readonly string[];
  }): Promise<DealsPage>;
  /** Closes idle connections. */
  close(): void;
};
