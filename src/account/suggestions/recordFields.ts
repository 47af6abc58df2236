/** Records the fields that commands show, in a private file per account. */
import { join } from "node:path";
import type { DealsClient } from "../../api/deals.ts";
import { type DirectoryEnvironment, stateDirectory } from "../../files/directories.ts";
import type { CurrentUser } from "../../files/permissions.ts";
import { checkedStateDirectory } from "../../files/privateFile.ts";
import { readSafely } from "../../files/read.ts";
import {
  type FieldValues,
  fieldCollector,
  isRecordableName,
  isRecordableValue,
  type KnownFields,
  MAX_FIELDS,
  mergeFields,
} from "./knownFields.ts";

/** A version of another program is forgotten, not misread. */
const VERSION = 1;

/** Characters of a file; what would grow beyond it is not learnt. */
const MAX_FILE_LENGTH = 64 * 1024;

/** @param origin the address, or a word for the embedded sandbox: names of one are not offered for another */
export function knownFieldsPath(place: DirectoryEnvironment, origin: string): string {
  // Two origins that come out alike only take turns: the file says whose it is.
  return join(stateDirectory(place), "suggestions", `${origin.replace(/[^\w.-]+/g, "_")}.json`);
}

/** Empty where there is none, or none that can be read. Never throws. */
async function readKnownFieldsFile(path: string, origin: string): Promise<KnownFields> {
  try {
    const found = await readSafely(path, path);
    if (!found || found.text.length > MAX_FILE_LENGTH) return new Map();
    return check(JSON.parse(found.text), origin);
  } catch {
    return new Map();
  }
}

/** Replaces the file as a whole. @throws anything */
export async function writeKnownFields(
  path: string,
  origin: string,
  knownFields: KnownFields,
  self: CurrentUser,
): Promise<void> {
  const text = `${JSON.stringify({ version: VERSION, origin, fields: Object.fromEntries(knownFields) })}\n`;
  if (text.length > MAX_FILE_LENGTH) return;
  const { writePrivateFile } = await import("../../files/privateFile.ts");
  await writePrivateFile(path, text, self);
}

/** What another user may have put there is held to the same rules as what was learnt. */
function check(data: unknown, origin: string): KnownFields {
  const memory = new Map<string, readonly string[] | null>();
  if (!isRecord(data) || data.version !== VERSION || data.origin !== origin || !isRecord(data.fields))
    return memory;
  for (const [name, values] of Object.entries(data.fields).slice(0, MAX_FIELDS)) {
    if (!isRecordableName(name)) continue;
    if (values === null) memory.set(name, null);
    else if (Array.isArray(values)) {
      memory.set(
        name,
        values.filter(
          (value): value is string => typeof value === "string" && isRecordableValue(value, name),
        ),
      );
    }
  }
  return memory;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export type FieldRecorder = {
  /** The same client; the deals that it gets are checked as they pass. */
  readonly client: DealsClient;
  /** Writes what was new, if anything was. Never throws. */
  readonly save: () => Promise<void>;
};

/** Where deals come from. */
export type Origin = {
  /** Scheme, host and port, or a word for the embedded sandbox: names of one are not offered for another. */
  readonly origin: string;
  /** The token in use: never kept, should a server echo it. */
  readonly secret: () => Promise<string>;
};

export function recordFields(
  client: DealsClient,
  { origin, secret }: Origin,
  host: DirectoryEnvironment & CurrentUser,
): FieldRecorder {
  if (isOff(host.env)) return { client, save: async () => {} };
  const values: FieldValues = new Map();
  const count = fieldCollector(values);
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
    save: async () => {
      if (values.size === 0) return;
      try {
        await checkedStateDirectory(host);
        const path = knownFieldsPath(host, origin);
        const learnt = mergeFields(await readKnownFieldsFile(path, origin), values, await secret());
        if (learnt) await writeKnownFields(path, origin, learnt, host);
      } catch {
        // A full disk, a directory that is not ours: the call itself is done.
      }
    },
  };
}

/** What is remembered of an address; nothing where that is turned off. Never throws. */
export async function readKnownFields(
  origin: string,
  place: DirectoryEnvironment & CurrentUser,
): Promise<KnownFields> {
  try {
    if (isOff(place.env)) return new Map();
    await checkedStateDirectory(place);
    return await readKnownFieldsFile(knownFieldsPath(place, origin), origin);
  } catch {
    return new Map();
  }
}

/** No one presses TAB in a CI job. */
function isOff(env: DirectoryEnvironment["env"]): boolean {
  return Boolean(env.ROUTERA_NO_SUGGESTIONS || env.CI);
}
