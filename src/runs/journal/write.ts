/** The journal of one run, open for writing. The caller holds the lock of the run. */
import { Failure } from "../../failure.ts";
import { openToExtend } from "../../files/handles.ts";
import { MAX_LINE_BYTES } from "../../files/lines.ts";
import { placeholder } from "../../hint.ts";
import type { Clock } from "../../host.ts";
import { filesOf } from "../storage/runDirectory.ts";
import { addChecksum, CHAIN_START } from "./checksumChain.ts";
import { GroupCommit, type JournalFile } from "./groupCommit.ts";
import { journalFailure } from "./journalFailure.ts";
import type { JournalRecord } from "./record.ts";

export type Journal = {
  /**
   * Writes a record. Resolves when it is on disk; a `result` resolves earlier and is on disk within 100 ms.
   * @throws Failure `journal_failed` (exit 12) for this and every later call, once a write or sync has failed
   */
  append(record: JournalRecord): Promise<void>;
  /** Resolves when everything appended so far is on disk. @throws Failure */
  flush(): Promise<void>;
  /** What broke the journal, as soon as it is known: start no more rows. */
  readonly broken: Failure | undefined;
  /** Flushes and closes. Further calls do nothing. @throws Failure when not everything appended is on disk */
  close(): Promise<void>;
};

/** Opens the file to write to; `create` must make it again, 0600. Another one in tests fails on purpose. */
export type OpenJournalFile = (file: string, mode: "create" | "extend") => Promise<JournalFile>;

/**
 * Creates `journal.jsonl` in the directory of a run, or extends it.
 * @param options.after where an existing journal ends: from reading it, with the torn line cut off
 * @throws Failure `journal_failed`
 */
export async function openJournal(
  dir: string,
  options: {
    readonly clock: Clock;
    readonly after?: { readonly bytes: number; readonly crc: number } | undefined;
    readonly open?: OpenJournalFile | undefined;
  },
): Promise<Journal> {
  const { journal: file } = filesOf(dir);
  const { after, clock } = options;
  const failureOf = (error: unknown) => journalFailure(file, error);
  try {
    const handle = await (options.open ?? openToExtend)(file, after ? "extend" : "create");
    return new OpenJournal(
      file,
      handle,
      new GroupCommit(handle, after?.bytes ?? 0, clock, failureOf),
      after?.crc ?? CHAIN_START,
    );
  } catch (error) {
    throw failureOf(error);
  }
}

/** Opens it and writes a record; where that fails, the file is closed again. @throws Failure `journal_failed` */
export async function openJournalWith(
  record: JournalRecord,
  dir: string,
  options: Parameters<typeof openJournal>[1],
): Promise<Journal> {
  const journal = await openJournal(dir, options);
  try {
    await journal.append(record);
    return journal;
  } catch (error) {
    // It says again what was just thrown.
    await journal.close().catch(() => {});
    throw error;
  }
}

class OpenJournal implements Journal {
  readonly #name: string;
  readonly #file: JournalFile;
  readonly #groups: GroupCommit;
  #crc: number;
  #closing: Promise<void> | undefined;

  constructor(name: string, file: JournalFile, groups: GroupCommit, crc: number) {
    this.#name = name;
    this.#file = file;
    this.#groups = groups;
    this.#crc = crc;
  }

  get broken(): Failure | undefined {
    return this.#groups.broken;
  }

  async append(record: JournalRecord): Promise<void> {
    if (this.broken) throw this.broken;
    if (this.#closing) throw new Error("the journal is closed");
    const { line, crc } = addChecksum(JSON.stringify(record), this.#crc);
    if (line.length > MAX_LINE_BYTES / MAX_BYTES_A_CHARACTER) throw this.#tooLong(record);
    this.#crc = crc;
    return record.type === "result" ? this.#groups.add(line) : this.#groups.commit(line);
  }

  flush(): Promise<void> {
    return this.#groups.flush();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      await this.#groups.flush();
    } finally {
      await this.#file.close().catch((error: unknown) => {
        // A file system may report a lost write only here; an earlier report says more.
        if (!this.broken) throw journalFailure(this.#name, error);
      });
    }
  }

  /** The journal stays whole; only this record was not taken. */
  #tooLong(record: JournalRecord): Failure {
    const what = "row" in record ? `row ${record.row} is` : "a record is";
    return new Failure("local_io", `${what} too long for the journal ${this.#name}`, {
      code: "journal_line_too_long",
      hint: {
        say: "set long values with",
        run: {
          command: "deals update",
          operands: [placeholder("ID")],
          options: { fieldFile: placeholder("FIELD=FILE") },
        },
      },
    });
  }
}

/** UTF-8 takes at most three bytes for one UTF-16 unit. */
const MAX_BYTES_A_CHARACTER = 3;
