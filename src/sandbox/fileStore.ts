/** Deals of the sandbox in a data file that several processes may change. */
import { basename, dirname, join, resolve } from "node:path";
import type { Deal } from "../deals/deal.ts";
import { Failure } from "../failure.ts";
import { openToRead } from "../files/handles.ts";
import type { Waiting } from "../files/lock/fileLock.ts";
import { type BigIntStats, realpath, stat } from "../files/operations.ts";
import { makeDirectory } from "../files/privateFile.ts";
import { shellOn, type Word } from "../hint.ts";
import { isLosslessNumber, type JsonValue, LosslessNumber } from "../json.ts";
import { PROPERTIES, type UpdateResult } from "./rules.ts";
import { DealIndex, Draft, type Store, type Update } from "./store.ts";

/** What a file held, and which file it was: another identity means that another process wrote. */
type Snapshot = { readonly identity: string; readonly index: DealIndex };

/** An update that waits for the lock. */
type Job = {
  readonly id: string;
  readonly update: Update;
  resolve(change: UpdateResult | undefined): void;
  reject(failure: Failure): void;
};

/**
 * The deals of `file`; a missing or empty file is made from `seed`, with mode 0600, a missing directory with 0700.
 * A read takes no lock: the file is only ever replaced as a whole. A write holds a lock from its own read to its end.
 * Every write writes the whole file, so this is for thousands of deals, not for millions.
 * @throws Failure of kind local_io: not ours, damaged, unreadable
 */
export async function openFileStore(file: string, seed: () => Iterable<Deal>, host: Waiting): Promise<Store> {
  const path = await realPath(resolve(file));
  const jobs: Job[] = [];
  let last: Snapshot | undefined;
  let writing = false;

  const current = async (): Promise<DealIndex> => {
    const snapshot = await readSnapshot(path, last);
    if (snapshot === undefined) throw ioFailure(path, new Error("it is missing or empty"));
    last = snapshot;
    return snapshot.index;
  };

  const writeWaiting = async (): Promise<void> => {
    writing = true;
    const { replaceDeals, withLock } = await import("./fileLock.ts");
    while (jobs.length > 0) {
      let taken: Job[] = [];
      let changes: (UpdateResult | undefined)[] = [];
      try {
        await withLock(path, host, async (assertHeld) => {
          const index = await current();
          // One write for all that wait by now.
          taken = jobs.splice(0);
          const draft = new Draft(index);
          changes = taken.map((job) => draft.apply(job.id, job.update));
          if (draft.changed.size > 0) {
            const text = printDataFile(index.all(draft.changed), index.size);
            assertHeld();
            await replaceDeals(path, text);
            index.replace(draft.changed);
            last = { identity: identityOf(await stat(path, { bigint: true })), index };
          }
        });
        for (const [place, job] of taken.entries()) job.resolve(changes[place]);
      } catch (error) {
        for (const job of [...taken, ...jobs.splice(0)]) job.reject(ioFailure(path, error));
      }
    }
    writing = false;
  };

  try {
    last = (await readSnapshot(path, undefined)) ?? (await seedFile(path, seed, host));
  } catch (error) {
    throw ioFailure(path, error);
  }
  return {
    get: async (id) => (await current()).get(id),
    page: async (query) => (await current()).page(query),
    update: async (id, update) => {
      // What changes nothing takes no lock, and loads nothing that only a write needs.
      const draft = new Draft(await current());
      const change = draft.apply(id, update);
      if (draft.changed.size === 0) return change;
      return new Promise((resolve, reject) => {
        jobs.push({ id, update, resolve, reject });
        if (!writing) void writeWaiting();
      });
    },
  };
}

async function seedFile(
  path: string,
  seed: () => Iterable<Deal>,
  host: Waiting,
): Promise<Snapshot | undefined> {
  const { replaceDeals, withLock } = await import("./fileLock.ts");
  await makeDirectory(dirname(path));
  return withLock(path, host, async (assertHeld) => {
    // Another process may have seeded the file, and changed it since, while this one waited.
    const seeded = await readSnapshot(path, undefined);
    if (seeded !== undefined) return seeded;
    const index = new DealIndex(seed());
    const text = printDataFile(index.all(), index.size);
    assertHeld();
    await replaceDeals(path, text);
    return { identity: identityOf(await stat(path, { bigint: true })), index };
  });
}

/** The file as it is now; `last` when it is still the same; undefined when there is none, or an empty one. */
async function readSnapshot(path: string, last: Snapshot | undefined): Promise<Snapshot | undefined> {
  const handle = await openToRead(path, { follow: true }).catch(unlessMissing);
  if (handle === undefined) return undefined;
  try {
    const stats = await handle.stat({ bigint: true });
    if (!stats.isFile()) throw new Error("it is not a regular file");
    if (stats.size === 0n) return undefined;
    const identity = identityOf(stats);
    if (last?.identity === identity) return last;
    return { identity, index: parseDataFile(await handle.readFile("utf8"), path) };
  } finally {
    await handle.close();
  }
}

function identityOf({ dev, ino, mtimeNs, size }: BigIntStats): string {
  return `${dev}:${ino}:${mtimeNs}:${size}`;
}

/** The path without links, so that all processes lock the same name and a link stays a link. */
async function realPath(path: string): Promise<string> {
  const existing = await realpath(path).catch(() => undefined);
  if (existing !== undefined) return existing;
  return join(await realpath(dirname(path)).catch(() => dirname(path)), basename(path));
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}

function ioFailure(path: string, error: unknown): Failure {
  if (error instanceof Failure) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new Failure("local_io", `cannot use the sandbox data file ${path}: ${reason}`, {
    code: "sandbox_data_unusable",
    hint: "check the file, its directory and the free disk space",
  });
}

const MARK = "routera_sandbox";

/** @param size how many deals there are */
function printDataFile(deals: Iterable<Deal>, size: number): string {
  const lines = [`{"${MARK}":1,"deals":${size}}`];
  for (const deal of deals) lines.push(JSON.stringify(deal, numbersAsText));
  return `${lines.join("\n")}\n`;
}

/**
 * @param file its name, for messages
 * @throws Failure `sandbox_data_foreign` when it is something else's file, `sandbox_data_damaged` when it is not whole
 */
function parseDataFile(text: string, file: string): DealIndex {
  const [head = "", ...lines] = text.split("\n");
  const expected = readHead(head);
  if (expected === undefined) throw foreign(file);
  if (lines.pop() !== "") throw damaged(file, "the last line is incomplete");
  if (String(lines.length) !== expected) {
    throw damaged(file, `it contains ${lines.length} deals instead of ${expected}`);
  }
  try {
    return new DealIndex(lines.map(readDeal));
  } catch (error) {
    throw damaged(file, error instanceof Error ? error.message : String(error));
  }
}

function numbersAsText(_key: string, value: unknown): unknown {
  return isLosslessNumber(value) ? value.value : value;
}

/** How many deals are announced, as text; undefined when it is no head of ours. */
function readHead(line: string): string | undefined {
  const { [MARK]: version, deals } = parsed(line);
  return version === 1 && Number.isSafeInteger(deals) ? String(deals) : undefined;
}

function readDeal(line: string, index: number): Deal {
  const deal: Record<string, unknown> = parsed(line);
  for (const [name, property] of PROPERTIES) {
    if (property.isNumber && typeof deal[name] === "string") deal[name] = new LosslessNumber(deal[name]);
    const value = (deal[name] ?? null) as JsonValue;
    if (value === null ? MUST_BE_SET.has(name) : !property.accepts(value)) {
      throw new Error(`${name} in line ${index + 2} must be ${property.holds}`);
    }
  }
  return deal as Deal;
}

const MUST_BE_SET: ReadonlySet<string> = new Set(["id", "created_at", "updated_at", "archived"]);

/** The object in a line; an empty one when there is none. */
function parsed(line: string): Record<string, unknown> {
  try {
    return { ...JSON.parse(line) };
  } catch {
    return {};
  }
}

function foreign(file: string): Failure {
  return new Failure("local_io", `${file} is not a sandbox data file and is not overwritten`, {
    code: "sandbox_data_foreign",
    hint: { say: "use another file, or move this one", shell: moveAway(file) },
  });
}

function damaged(file: string, reason: string): Failure {
  return new Failure("local_io", `the sandbox data file ${file} is damaged: ${reason}`, {
    code: "sandbox_data_damaged",
    hint: { say: "move it; the next command creates a new one", shell: moveAway(file) },
  });
}

function moveAway(file: string): readonly Word[] {
  return [...shellOn(file, "mv"), ...shellOn(`${file}.old`)];
}
