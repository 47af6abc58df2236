/** A journal file → its records, in order, each line proved by the chain. */
import { basename, dirname } from "node:path";
import { Failure } from "../../failure.ts";
import { openToRead } from "../../files/handles.ts";
import { type Line, MAX_LINE_BYTES, readLines } from "../../files/lines.ts";
import { readPieces } from "../../files/pieces.ts";
import { isSystemError, systemReason } from "../../files/systemError.ts";
import {
  CHAIN_START,
  type ChecksummedLine,
  chainCrc,
  splitChecksum,
  withoutChecksum,
} from "./checksumChain.ts";
import { parseRecord } from "./parseRecord.ts";
import type { JournalRecord } from "./record.ts";

/** A last line that was not written whole: a process or the machine stopped in the middle of it. */
export type TornLine = { readonly line: number; readonly bytes: number };

/** Lines that cannot be believed, counted from 1. `lines` names the first ones only. */
export type Damage = { readonly lines: readonly number[]; readonly count: number };

/** What a journal came to, known when all of it has been read. */
export type JournalEnd = {
  /** Bytes of whole lines: where the next line goes. */
  readonly bytes: number;
  readonly lines: number;
  /** What the next line continues from. */
  readonly crc: number;
  readonly torn: TornLine | undefined;
  /** Undefined unless a lenient reading met some. */
  readonly damage: Damage | undefined;
};

/** The records, to be looped over once; then `end()` reports the rest. */
export type JournalReading = AsyncIterable<JournalRecord> & { end(): JournalEnd };

/**
 * Reads a journal in constant memory. A torn last line is omitted and reported by `end()`.
 * @param options.lenient for commands that only show: damaged lines are omitted and reported by `end()` instead of thrown
 * @throws Failure, from the loop: `journal_damaged` naming the line, `journal_unreadable`, `journal_version_unsupported`
 */
export function readJournal(file: string, options: { readonly lenient?: boolean } = {}): JournalReading {
  return new Reading(file, options.lenient ?? false);
}

/** How many damaged lines are named. */
const NAMED = 20;

class Reading implements JournalReading {
  readonly #file: string;
  readonly #lenient: boolean;
  #bytes = 0;
  #lines = 0;
  /** What the next line may continue from: one checksum, or two after a damaged line. */
  #previous: readonly number[] = [CHAIN_START];
  /** A line that looks half written: torn when it proves to be the last, damaged when another one follows. */
  #suspect: Line | undefined;
  #damaged: number[] = [];
  #damagedCount = 0;
  #done = false;

  constructor(file: string, lenient: boolean) {
    this.#file = file;
    this.#lenient = lenient;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<JournalRecord> {
    try {
      for await (const batch of readLines(bytesOf(this.#file), () => tooLong(this.#file))) {
        for (const line of batch) {
          const record = this.#read(line);
          if (record !== undefined) yield record;
        }
      }
    } catch (error) {
      // An endless line: what is behind it is lost, what was in front has been given out.
      if (!this.#lenient || !(error instanceof Failure) || error.code !== "journal_damaged") throw error;
      this.#lines++;
      this.#damage("it is too long");
    }
    this.#done = true;
  }

  end(): JournalEnd {
    if (!this.#done) throw new Error("the journal has not been read to its end");
    const torn = this.#suspect;
    return {
      bytes: this.#bytes,
      lines: this.#lines,
      crc: this.#previous[0] ?? CHAIN_START,
      torn: torn && { line: this.#lines + 1, bytes: torn.bytes.length + (torn.ended ? 1 : 0) },
      damage: this.#damagedCount === 0 ? undefined : { lines: this.#damaged, count: this.#damagedCount },
    };
  }

  #read(line: Line): JournalRecord | undefined {
    this.#settleSuspect();
    const sealed = line.ended ? splitChecksum(line.bytes) : undefined;
    if (sealed === undefined) {
      this.#suspect = line;
      return undefined;
    }
    const computed = this.#previous.map((previous) => chainCrc(line.bytes, previous));
    const fits = computed.includes(sealed.stated);
    // A file system may leave zeros where data did not reach the disk; JSON text has none.
    if (!fits && sealed.covered.includes(0)) {
      this.#suspect = line;
      return undefined;
    }
    this.#pass(line);
    // When it does not fit, either its text or its checksum is wrong: the next line continues from the other.
    this.#previous = fits ? [sealed.stated] : [sealed.stated, ...computed.slice(0, 1)];
    if (fits) return this.#parse(sealed);
    this.#damage("the checksum does not match");
    return undefined;
  }

  #parse(sealed: ChecksummedLine): JournalRecord | undefined {
    try {
      const record = parseRecord(withoutChecksum(sealed));
      if ((record.type === "head") !== (this.#lines === 1))
        throw new Error("the head must be the first line");
      return record;
    } catch (error) {
      if (error instanceof Failure) throw error;
      this.#damage(`it is not a journal record (${(error as Error).message})`);
      return undefined;
    }
  }

  /** Another line follows: what looked torn is in the middle. */
  #settleSuspect(): void {
    const line = this.#suspect;
    if (line === undefined) return;
    this.#suspect = undefined;
    this.#pass(line);
    this.#damage("it is incomplete");
    // Where only the seal is spoilt, the text still gives what the next line continues from; where only the text is, the seal.
    const computed = this.#previous.slice(0, 1).map((previous) => chainCrc(line.bytes, previous));
    const sealed = splitChecksum(line.bytes);
    this.#previous = sealed ? [sealed.stated, ...computed] : computed;
  }

  #pass(line: Line): void {
    this.#lines++;
    this.#bytes += line.bytes.length + 1;
  }

  #damage(why: string): void {
    if (!this.#lenient) throw damaged(this.#file, this.#lines, why);
    this.#damagedCount++;
    if (this.#damaged.length < NAMED) this.#damaged.push(this.#lines);
  }
}

function damaged(file: string, line: number, why: string): Failure {
  return new Failure("local_io", `line ${line} of the journal ${file} is damaged: ${why}`, {
    code: "journal_damaged",
    hint: {
      say: "the run cannot be resumed; show the readable part",
      run: { command: "runs show", operands: [basename(dirname(file))] },
    },
  });
}

/** Neither a link nor a pipe can be a journal. @throws Failure `journal_unreadable` */
async function* bytesOf(file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* readPieces(
      () => openToRead(file),
      async (handle) => {
        if (!(await handle.stat()).isFile()) throw unreadable(file, "it is not a regular file");
      },
    );
  } catch (error) {
    throw isSystemError(error) && !(error instanceof Failure) ? unreadable(file, systemReason(error)) : error;
  }
}

function unreadable(file: string, reason: string): Failure {
  return new Failure("local_io", `cannot read the journal ${file}: ${reason}`, {
    code: "journal_unreadable",
    hint: { run: { command: "runs list" } },
  });
}

function tooLong(file: string): Failure {
  return new Failure("local_io", `the journal ${file} has a line longer than ${MAX_LINE_BYTES} bytes`, {
    code: "journal_damaged",
    hint: {
      say: "show the readable part",
      run: { command: "runs show", operands: [basename(dirname(file))] },
    },
  });
}
