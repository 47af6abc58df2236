/** Cuts off a last line that was never written whole, so that the next line starts on a line of its own. */
import { constants, open } from "node:fs/promises";
import type { JournalFile } from "./groupCommit.ts";
import { journalFailure } from "./journalFailure.ts";
import { type JournalEnd, readJournal, type TornLine } from "./readJournal.ts";

/**
 * Reads the journal and cuts its torn last line off, synced. A line that is not whole was never promised to anybody.
 * @returns what was cut; undefined when the journal was whole
 * @throws Failure `journal_damaged` when it is damaged elsewhere: then nothing is cut; `journal_failed`
 */
export async function repairTail(file: string): Promise<TornLine | undefined> {
  const reading = readJournal(file);
  for await (const _ of reading);
  return cutTail(file, reading.end());
}

/** The same for a journal that has just been read to its end. */
export async function cutTail(file: string, end: JournalEnd): Promise<TornLine | undefined> {
  if (!end.torn) return undefined;
  try {
    const handle: JournalFile = await open(file, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0));
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
