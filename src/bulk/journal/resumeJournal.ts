/** Takes a run up again: reads its journal, mends its tail, and opens it to go on. The caller holds the lock of the run. */
import { rm } from "node:fs/promises";
import { basename } from "node:path";
import { Failure } from "../../failure.ts";
import type { Clock } from "../../host.ts";
import { foldJournal, type JournalState } from "./foldJournal.ts";
import type { Head, Resume } from "./journalRecord.ts";
import { type Journal, type OpenJournalFile, openJournalWith } from "./openJournal.ts";
import { readJournal, type TornLine } from "./readJournal.ts";
import { cutTail } from "./repairTail.ts";
import { filesOf } from "./runFiles.ts";

export type ResumedJournal = {
  readonly journal: Journal;
  readonly head: Head;
  /** Where every row stood before this resume. */
  readonly state: JournalState;
  /** The half-written last line that was cut off, if there was one. */
  readonly torn: TornLine | undefined;
};

/**
 * Reads, mends, opens and notes a `resume` record. The summary is removed: it no longer holds.
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
  const state = await foldJournal(reading);
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
  return new Failure("usage", `run ${basename(dir)} stopped before it began; nothing was sent`, {
    code: "run_not_started",
    hint: `routera deals apply ${filesOf(dir).plan}`,
  });
}
