/** The account of one request: the same connection, with a stop of its own. */
import type { Account } from "../account/account.ts";
import { readKnownFields } from "../account/suggestions/recordFields.ts";
import { suggestFields } from "../account/suggestions/suggestFields.ts";
import type { DealsClient } from "../api/deals.ts";
import { asFailure, Failure, hintsOf } from "../failure.ts";
import type { Interrupt } from "../signals.ts";

/** A stop that many may wait for: a signal takes few listeners before Node warns of a leak. */
export class SharedStop {
  readonly #waiting = new Set<(reason: unknown) => void>();
  readonly signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.signal = signal;
    const stop = (): void => {
      for (const one of [...this.#waiting]) one(signal.reason);
    };
    signal.addEventListener("abort", stop, { once: true });
  }

  /** Calls back once, at once where it has stopped already. @returns how to stop waiting */
  onStop(stop: (reason: unknown) => void): () => void {
    if (this.signal.aborted) stop(this.signal.reason);
    else this.#waiting.add(stop);
    return () => this.#waiting.delete(stop);
  }
}

/** A request that can be stopped by its client, or with the whole server. */
export type StoppableRequest = {
  readonly soft: SharedStop;
  readonly signals: Interrupt;
  readonly release: () => void;
};

/** @param canceled the client's own signal */
export function stoppableRequest(
  server: SharedStop,
  hard: AbortSignal,
  canceled: AbortSignal,
): StoppableRequest {
  const stop = new AbortController();
  const soft = new SharedStop(stop.signal);
  const cancel = (): void =>
    stop.abort(new Failure("interrupted", "canceled by the client", { code: "canceled_by_client" }));
  const release = server.onStop((reason) => stop.abort(reason));
  if (canceled.aborted) cancel();
  canceled.addEventListener("abort", cancel, { once: true });
  return {
    soft,
    signals: { soft: stop.signal, hard },
    release: () => {
      release();
      canceled.removeEventListener("abort", cancel);
    },
  };
}

/** Reading ends at once when the request is stopped; a write that is under way is finished. */
export function accountOfRequest(account: Account, { signals, soft }: StoppableRequest): Account {
  const stoppable = async <Value>(names: readonly string[] | undefined, read: () => Promise<Value>) => {
    soft.signal.throwIfAborted();
    let release: () => void = () => {};
    const stopped = new Promise<never>((_, reject) => {
      release = soft.onStop(reject);
    });
    try {
      return await Promise.race([read(), stopped]);
    } catch (error) {
      throw await withSuggestions(account, asFailure(error), names);
    } finally {
      release();
    }
  };
  return {
    ...account,
    signals,
    deals: async (): Promise<DealsClient> => {
      const client = await account.deals();
      return {
        ...client,
        get: (id, options) => stoppable(options?.properties, () => client.get(id, options)),
        page: (query) => stoppable(query.properties, () => client.page(query)),
      };
    },
  };
}

/** A name that no answer has shown yet, close to one that has: probably a slip. */
async function withSuggestions(
  { host, target }: Account,
  failure: Failure,
  names: readonly string[] = [],
): Promise<Failure> {
  if (failure.kind !== "rejected" || names.length === 0) return failure;
  const near = suggestFields(names, await readKnownFields(target, host));
  const hints = [...near].map(([name, known]) => `${name}: did you mean ${known}?`);
  return hints.length === 0 ? failure : failure.with({ hint: [...hints, ...hintsOf(failure)] });
}
