/** What the journal's tests have in common: directories, records, a clock under control, a disk that fails on purpose. */
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { type Clock, systemClock } from "../../../src/host.ts";
import type { JournalFile } from "../../../src/runs/journal/groupCommit.ts";
import { type JournalEnd, readJournal } from "../../../src/runs/journal/read.ts";
import type {
  Intent,
  JournalHead,
  JournalRecord,
  RowResultRecord,
} from "../../../src/runs/journal/record.ts";
import { type OpenJournalFile, openJournal } from "../../../src/runs/journal/write.ts";
import { type Run, runIn } from "../../../src/runs/storage/runDirectory.ts";

export const RUN = "20261124-031502-7f3a";
export const AT = "2026-11-24T03:15:02.000Z";

let directories: string[] | undefined;

/** To be called once in a file of tests: directories of each test go away with it. */
export function useTemporaryDirectories(): void {
  beforeEach(() => {
    directories = [];
  });
  afterEach(async () => {
    for (const dir of directories ?? []) await rm(dir, { recursive: true, force: true });
    directories = undefined;
  });
}

/** A directory that goes away with the test. */
export async function temporaryDirectory(): Promise<string> {
  if (directories === undefined) throw new Error("this file of tests does not call useTemporaryDirectories");
  const dir = await mkdtemp(join(tmpdir(), "routera-journal-"));
  directories.push(dir);
  return dir;
}

export function head(changes: Partial<JournalHead> = {}): JournalHead {
  return {
    type: "head",
    version: 1,
    run: RUN,
    kind: "apply",
    origin: "https://api.routera.io",
    profile: "default",
    plan_digest: `sha256:${"0".repeat(64)}`,
    token_fingerprint: "a1b2c3d4",
    started: AT,
    rows: 1000,
    ...changes,
  };
}

export function intent(row: number, changes: Partial<Intent> = {}): Intent {
  return {
    type: "intent",
    row,
    id: `deal-${row}`,
    at: AT,
    set: '{"deal_name":"Größe ½","amount":1.10}',
    before: '{"deal_name":"\u2028","amount":12345678901234567890}',
    before_updated_at: AT,
    try: 1,
    ...changes,
  };
}

export function result(row: number, outcome: RowResultRecord["outcome"] = "applied"): RowResultRecord {
  return { type: "result", row, id: `deal-${row}`, at: AT, outcome, status: 200, updated_at: AT };
}

/** A small journal with every type of record. */
export const EVERY_TYPE: readonly JournalRecord[] = [
  head({ shard: "1/2", undo_of: "20261123-000000-0000", kind: "undo" }),
  intent(1),
  {
    type: "result",
    row: 2,
    id: "deal-2",
    at: AT,
    outcome: "conflict",
    code: "changed_since_plan",
    message: 'a "b"',
  },
  result(1),
  { type: "pause", at: AT, reason: "rate_limited", until: AT },
  { type: "resume", at: AT, retry: "failed", torn: { line: 3, bytes: 17 } },
  intent(3, { try: 2 }),
  { ...result(3, "unknown"), after: '{"amount":1.1}' },
  {
    type: "end",
    at: AT,
    counts: { applied: 1, rejected: 0, skipped: 0, conflict: 1, unknown: 1, retryable: 0 },
    complete: false,
    stopped: "max_errors",
  },
];

/** Writes records the way a run does. */
export async function writeJournal(dir: string, records: readonly JournalRecord[]): Promise<string> {
  const journal = await openJournal(dir, { clock: systemClock });
  await Promise.all(records.map((record) => journal.append(record)));
  await journal.close();
  return join(dir, "journal.jsonl");
}

/** A run directory with a journal of these records; without records there is no journal. */
export async function runWith(records: readonly JournalRecord[]): Promise<Run> {
  const run = runIn(await temporaryDirectory());
  if (records.length > 0) await writeJournal(run.dir, records);
  return run;
}

export async function readAll(
  file: string,
  options: { readonly lenient?: boolean } = {},
): Promise<{ readonly records: JournalRecord[]; readonly end: JournalEnd }> {
  const records: JournalRecord[] = [];
  const reading = readJournal(file, options);
  for await (const record of reading) records.push(record);
  return { records, end: reading.end() };
}

/** A clock whose waits end when the test says so. */
export function manualClock(): Clock & { ring(): void; readonly waits: readonly number[] } {
  const waits: number[] = [];
  const bells = new Set<() => void>();
  return {
    ...systemClock,
    now: () => Date.parse(AT),
    elapsed: () => 0,
    after: (ms, callback) => {
      waits.push(ms);
      bells.add(callback);
      return () => bells.delete(callback);
    },
    waits,
    ring: () => {
      for (const bell of [...bells]) bell();
      bells.clear();
    },
  };
}

/** Calls to a disk, in order, and what to do instead of them. */
export type Disk = {
  readonly calls: ("write" | "datasync")[];
  readonly open: OpenJournalFile;
};

/**
 * A real file whose calls are counted.
 * @param act called in front of each call with its number from 1; may throw, wait, or return how many bytes to write at most
 */
export function watchedDisk(
  act: (call: "write" | "datasync", number: number) => number | undefined | Promise<number | undefined>,
): Disk {
  const calls: Disk["calls"] = [];
  const number = (call: Disk["calls"][number]) => calls.push(call);
  const openIt: OpenJournalFile = async (file, mode) => {
    const real = await open(file, mode === "create" ? "wx+" : "r+", 0o600);
    const watched: JournalFile = {
      write: async (bytes, offset, length, position) => {
        const most = (await act("write", number("write"))) ?? length;
        return real.write(bytes, offset, Math.min(most, length), position);
      },
      datasync: async () => {
        await act("datasync", number("datasync"));
        await real.datasync();
      },
      truncate: (size) => real.truncate(size),
      close: () => real.close(),
    };
    return watched;
  };
  return { calls, open: openIt };
}

/** An error as the system throws it. */
export function systemError(code: "ENOSPC" | "EIO" | "EFBIG"): Error {
  const errno = { ENOSPC: -28, EIO: -5, EFBIG: -27 }[code];
  return Object.assign(new Error(`${code}: made by the test, write`), { code, errno });
}

/** A promise to be resolved by hand. */
export function deferred(): { readonly promise: Promise<undefined>; resolve(): void } {
  let resolve = (_: undefined) => {};
  const promise = new Promise<undefined>((done) => {
    resolve = done;
  });
  return { promise, resolve: () => resolve(undefined) };
}
