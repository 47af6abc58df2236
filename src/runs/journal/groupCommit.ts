/**
 * Lines → disk, many at a time: all that wait share one write and one sync, and the next group starts when that is done.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Failure } from "../../failure.ts";
import type { Clock } from "../../host.ts";

/** An open file, as far as a journal needs it; a FileHandle is one. */
export type JournalFile = {
  write(
    bytes: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesWritten: number }>;
  datasync(): Promise<void>;
  truncate(size: number): Promise<void>;
  close(): Promise<void>;
};

/** How long a line that no one waits for may stay in memory, ms. The rest of the promised 100 ms is for the disk. */
export const LATEST = 50;

/** How much may stay in memory for lines that no one waits for, in characters; above it their writer waits as well. */
const MUCH = 1024 * 1024;

export class GroupCommit {
  readonly #file: JournalFile;
  readonly #clock: Clock;
  readonly #failureOf: (error: unknown) => Failure;
  #position: number;
  #lines: string[] = [];
  #chars = 0;
  #waiting: Waiter[] = [];
  /** True when the lines in memory should leave without waiting for more. */
  #urgent = false;
  #working = false;
  #cancelTimer: (() => void) | undefined;
  #broken: Failure | undefined;

  /**
   * @param position where the file ends
   * @param failureOf what to show when writing fails
   */
  constructor(file: JournalFile, position: number, clock: Clock, failureOf: (error: unknown) => Failure) {
    this.#file = file;
    this.#position = position;
    this.#clock = clock;
    this.#failureOf = failureOf;
  }

  /** Set for good by the first error: a disk that has lost something once is not asked again. */
  get broken(): Failure | undefined {
    return this.#broken;
  }

  /** Takes a line. Resolves when it is on disk. @throws Failure */
  commit(line: string): Promise<void> {
    this.#take(line);
    return this.flush();
  }

  /** Takes a line that will be on disk within 100 ms. Resolves at once, unless much is waiting. @throws Failure */
  async add(line: string): Promise<void> {
    this.#take(line);
    if (this.#chars >= MUCH || this.#broken) return this.flush();
    this.#cancelTimer ??= this.#clock.after(LATEST, () => this.#hurry());
  }

  /** Resolves when all that was taken is on disk. @throws Failure */
  flush(): Promise<void> {
    if (this.#broken) return Promise.reject(this.#broken);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#hurry();
    });
  }

  #take(line: string): void {
    if (this.#broken) return;
    this.#lines.push(line);
    this.#chars += line.length;
  }

  #hurry(): void {
    this.#urgent = true;
    if (!this.#working) void this.#work();
  }

  async #work(): Promise<void> {
    this.#working = true;
    while (this.#urgent && !this.#broken) {
      // Whoever writes in this turn of the event loop joins the group.
      await nextTurn();
      await this.#writeGroup();
    }
    this.#working = false;
  }

  async #writeGroup(): Promise<void> {
    const waiting = this.#waiting;
    const bytes = Buffer.from(this.#lines.join(""));
    this.#waiting = [];
    this.#empty();
    try {
      if (bytes.length > 0) {
        await this.#writeAll(bytes);
        await this.#file.datasync();
      }
    } catch (error) {
      return this.#breakDown(this.#failureOf(error), waiting);
    }
    for (const { resolve } of waiting) resolve();
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await this.#file.write(bytes, done, bytes.length - done, this.#position);
      if (bytesWritten <= 0) throw Object.assign(new Error("no more bytes can be written"), { code: "EIO" });
      done += bytesWritten;
      this.#position += bytesWritten;
    }
  }

  #breakDown(failure: Failure, group: readonly Waiter[]): void {
    this.#broken = failure;
    const waiting = [...group, ...this.#waiting];
    this.#waiting = [];
    this.#empty();
    for (const { reject } of waiting) reject(failure);
  }

  #empty(): void {
    this.#lines = [];
    this.#chars = 0;
    this.#urgent = false;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }
}

type Waiter = { readonly resolve: () => void; readonly reject: (failure: Failure) => void };
