/** What stands behind a client, for the functions that take one. */
import type { DealsClient, WireEvent } from "../api/deals.ts";
import { usage } from "../failure.ts";
import type { Host } from "../host.ts";
import type { Interrupt } from "../signals.ts";

export type Inside = {
  readonly host: Host;
  /** Scheme, host and port of the API. */
  readonly origin: string;
  readonly interrupt: Interrupt;
  /** The client of the deals; made at its first use. @throws Failure `client_closed`, `ca_unreadable` */
  deals(): Promise<DealsClient>;
  /** Calls back at what happens on the wire. @returns how to stop that */
  listen(listener: (event: WireEvent) => void): () => void;
  /** Tells two accounts apart without telling the token. @throws Failure where there is no token */
  fingerprint(): Promise<string>;
};

const insides = new WeakMap<object, Inside>();

export function putInside(client: object, inside: Inside): void {
  insides.set(client, inside);
}

/** @throws Failure `bad_option` for anything that is not a client */
export function insideOf(client: object): Inside {
  const inside = insides.get(Object(client));
  if (inside === undefined) throw usage("bad_option", "client must be a RouteraClient of this package");
  return inside;
}
