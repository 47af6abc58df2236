/**
 * Resumes a journal: reads it, cuts off a last line that was never written whole, and opens it to continue. The caller
 * holds the lock.
 */
import { basename } from "node:path";
import { Failure } from "../../failure.ts";
import { openToExtend } from "../../files/handles.ts";
import { rm } from "../../files/operations.ts";
import type { Clock } from "../../host.ts";
import { filesOf } from "../storage/runDirectory.ts";
import type { JournalFile } from "./groupCommit.ts";
import { journalFailure } from "./journalFailure.ts";
import { type JournalEnd, readJournal, type TornLine } from "./read.ts";
import type { JournalHead, Resume } from "./record.ts";
import { type JournalState, replayJournal } from "./replay.ts";
import { type Journal, type OpenJournalFile, openJournalWith } from "./write.ts";

/**
 * Reads the journal and cuts its torn last line off, synced. A line that is not whole was never promised to anyone.
 * @returns what was cut; undefined when the journal was whole
 * @throws Failure `journal_damaged` when it is damaged elsewhere: then nothing is cut; `journal_failed`
 */
export async function repairTail(file: string): Promise<TornLine | undefined> {
  const reading = readJournal(file);
  for await (const _ of reading);
  return cutTail(file, reading.end());
}

/** The same for a journal that has just been read to its end. */
async function cutTail(file: string, end: JournalEnd): Promise<TornLine | undefined> {
  if (!end.torn) return undefined;
  try {
    const handle: JournalFile = await openToExtend(file, "extend");
    try {
      await handle.truncate(end.bytes);
      await handle.datasync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw journalFailure(file, error);
  }
  return end.torn;
}

export type ResumedJournal = {
  readonly journal: Journal;
  readonly head: JournalHead;
  /** Where every row was before this resume. */
  readonly state: JournalState;
  /** The half-written last line that was cut off, if there was one. */
  readonly torn: TornLine | undefined;
};

/**
 * Reads, repairs and opens the journal, and writes a `resume` record. The summary is removed: it no longer holds.
 * @throws Failure `run_not_started` when the journal holds no head (nothing was sent), `journal_damaged`, `journal_unreadable`,
 * `journal_failed`
 */
export async function resumeJournal(
  dir: string,
  options: {
    readonly clock: Clock;
    readonly retry?: Resume["retry"] | undefined;
    readonly open?: OpenJournalFile | undefined;
  },
): Promise<ResumedJournal> {
  const { clock, retry, open } = options;
  const files = filesOf(dir);
  const reading = readJournal(files.journal);
  const state = await replayJournal(reading);
  if (!state.head) throw notStarted(dir);
  const end = reading.end();
  const torn = await cutTail(files.journal, end);
  await rm(files.summary, { force: true });
  const note: Resume = {
    type: "resume",
    at: new Date(clock.now()).toISOString(),
    ...(retry && { retry }),
    ...(torn && { torn }),
  };
  const journal = await openJournalWith(note, dir, { clock, after: end, open });
  return { journal, head: state.head, state, torn };
}

function notStarted(dir: string): Failure {
  return new Failure("usage", `run ${basename(dir)} stopped before its first request; nothing was sent`, {
    code: "run_not_started",
    hint: { run: { command: "deals apply", operands: [filesOf(dir).plan] } },
  });
}
