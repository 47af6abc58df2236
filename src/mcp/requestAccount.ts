/** The account of one request: the same connection, with a stop of its own. */
import type { Account } from "../account/account.ts";
import { readKnownFields } from "../account/suggestions/recordFields.ts";
import { suggestFields } from "../account/suggestions/suggestFields.ts";
import type { DealsClient } from "../api/deals.ts";
import { asFailure, Failure, hintsOf } from "../failure.ts";
import type { Interrupt } from "../signals.ts";

/** A request that can be stopped by its client, or with the whole server. */
export type StoppableRequest = { readonly signals: Interrupt; readonly release: () => void };

/** @param canceled the client's own signal */
export function stoppableRequest(server: Interrupt, canceled: AbortSignal): StoppableRequest {
  const soft = new AbortController();
  const stopServer = (): void => soft.abort(server.soft.reason);
  const cancel = (): void =>
    soft.abort(new Failure("interrupted", "canceled by the client", { code: "canceled_by_client" }));
  if (server.soft.aborted) stopServer();
  else if (canceled.aborted) cancel();
  server.soft.addEventListener("abort", stopServer, { once: true });
  canceled.addEventListener("abort", cancel, { once: true });
  return {
    signals: { soft: soft.signal, hard: server.hard },
    release: () => {
      server.soft.removeEventListener("abort", stopServer);
      canceled.removeEventListener("abort", cancel);
    },
  };
}

/** Reading ends at once when the request is stopped; a write that is under way is finished. */
export function accountOfRequest(account: Account, signals: Interrupt): Account {
  const { soft } = signals;
  const stoppable = async <Value>(names: readonly string[] | undefined, read: () => Promise<Value>) => {
    soft.throwIfAborted();
    let stop: (reason: unknown) => void = () => {};
    const stopped = new Promise<never>((_, reject) => {
      stop = reject;
    });
    const onAbort = () => stop(soft.reason);
    soft.addEventListener("abort", onAbort, { once: true });
    try {
      return await Promise.race([read(), stopped]);
    } catch (error) {
      throw await withSuggestions(account, asFailure(error), names);
    } finally {
      soft.removeEventListener("abort", onAbort);
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
