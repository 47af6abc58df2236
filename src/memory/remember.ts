/** Keeps what the deals of a call show, for completion. Whatever goes wrong here is nobody's trouble. */
import type { DealsClient } from "../api/deals.ts";
import type { Place } from "../profile/paths.ts";
import type { Self } from "../profile/trust.ts";
import { learn, type Memory } from "./memory.ts";
import { memoryPath, readMemory, writeMemory } from "./memoryFile.ts";
import { counter, type Tally } from "./tally.ts";

export type Remembering = {
  /** The same client; the deals that it gets are looked at as they pass. */
  readonly client: DealsClient;
  /** Writes what was new, if anything was. Never throws. */
  readonly keep: () => Promise<void>;
};

/** Where deals come from. */
export type Origin = {
  /** Scheme, host and port, or a word for the embedded sandbox: names of one are not offered for another. */
  readonly origin: string;
  /** The token in use: never kept, should a server echo it. */
  readonly secret: () => Promise<string>;
};

export function remember(client: DealsClient, { origin, secret }: Origin, host: Place & Self): Remembering {
  if (isOff(host.env)) return { client, keep: async () => {} };
  const tally: Tally = new Map();
  const count = counter(tally);
  return {
    client: {
      ...client,
      get: async (id, options) => {
        const deal = await client.get(id, options);
        count(deal);
        return deal;
      },
      page: async (query) => {
        const page = await client.page(query);
        for (const deal of page.deals) count(deal);
        return page;
      },
      update: async (id, fields, options) => {
        const updated = await client.update(id, fields, options);
        count(updated.deal);
        return updated;
      },
    },
    keep: async () => {
      if (tally.size === 0) return;
      try {
        const path = memoryPath(host, origin);
        const learnt = learn(await readMemory(path, origin), tally, await secret());
        if (learnt) await writeMemory(path, origin, learnt, host);
      } catch {
        // A full disk, a folder that is not ours: the call itself is done.
      }
    },
  };
}

/** What is remembered of an address; nothing where that is turned off. Never throws. */
export async function recall(origin: string, place: Place): Promise<Memory> {
  try {
    return isOff(place.env) ? new Map() : await readMemory(memoryPath(place, origin), origin);
  } catch {
    return new Map();
  }
}

/** Nobody presses TAB in a CI job. */
function isOff(env: Place["env"]): boolean {
  return Boolean(env.ROUTERA_NO_MEMORY || env.CI);
}
