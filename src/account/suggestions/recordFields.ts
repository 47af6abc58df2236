/** Records the fields that commands show, in a private file per account. */
import { join } from "node:path";
import type { DealsClient } from "../../api/deals.ts";
import { type DirectoryEnvironment, stateFolder } from "../../files/directories.ts";
import type { CurrentUser } from "../../files/permissions.ts";
import { checkedStateDirectory } from "../../files/privateFile.ts";
import { readSafely } from "../../files/read.ts";
import {
  counter,
  isMemorableName,
  isMemorableValue,
  learn,
  type Memory,
  MOST_FIELDS,
  type Tally,
} from "./knownFields.ts";

/** A version of another program is forgotten, not misread. */
const VERSION = 1;

/** Characters of a file; what would grow beyond it is not learnt. */
const LARGEST = 64 * 1024;

/** @param origin the address, or a word for the embedded sandbox: names of one are not offered for another */
export function memoryPath(place: DirectoryEnvironment, origin: string): string {
  // Two origins that come out alike only take turns: the file says whose it is.
  return join(stateFolder(place), "seen", `${origin.replace(/[^\w.-]+/g, "_")}.json`);
}

/** Empty where there is none, or none that can be read. Never throws. */
async function readMemory(path: string, origin: string): Promise<Memory> {
  try {
    const found = await readSafely(path, path);
    if (!found || found.text.length > LARGEST) return new Map();
    return check(JSON.parse(found.text), origin);
  } catch {
    return new Map();
  }
}

/** Replaces the file as a whole. @throws anything */
export async function writeMemory(
  path: string,
  origin: string,
  memory: Memory,
  self: CurrentUser,
): Promise<void> {
  const text = `${JSON.stringify({ version: VERSION, origin, fields: Object.fromEntries(memory) })}\n`;
  if (text.length > LARGEST) return;
  const { writePrivateFile } = await import("../../files/privateFile.ts");
  await writePrivateFile(path, text, self);
}

/** What somebody else may have put there is held to the same rules as what was learnt. */
function check(data: unknown, origin: string): Memory {
  const memory = new Map<string, readonly string[] | null>();
  if (!isRecord(data) || data.version !== VERSION || data.origin !== origin || !isRecord(data.fields))
    return memory;
  for (const [name, values] of Object.entries(data.fields).slice(0, MOST_FIELDS)) {
    if (!isMemorableName(name)) continue;
    if (values === null) memory.set(name, null);
    else if (Array.isArray(values)) {
      memory.set(
        name,
        values.filter((value): value is string => typeof value === "string" && isMemorableValue(value, name)),
      );
    }
  }
  return memory;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

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

export function remember(
  client: DealsClient,
  { origin, secret }: Origin,
  host: DirectoryEnvironment & CurrentUser,
): Remembering {
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
        await checkedStateDirectory(host);
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
export async function recall(origin: string, place: DirectoryEnvironment & CurrentUser): Promise<Memory> {
  try {
    if (isOff(place.env)) return new Map();
    await checkedStateDirectory(place);
    return await readMemory(memoryPath(place, origin), origin);
  } catch {
    return new Map();
  }
}

/** Nobody presses TAB in a CI job. */
function isOff(env: DirectoryEnvironment["env"]): boolean {
  return Boolean(env.ROUTERA_NO_MEMORY || env.CI);
}
