/** The journal of a run as the engine keeps it: what is recorded before it is sent, the results, and how much of that is synced to disk. */
import type { WireEvent } from "../../api/wireEvent.ts";
import { asFailure, type Failure } from "../../failure.ts";
import type { Clock } from "../../host.ts";
import type { Intent, JournalEndRecord, RowResultRecord } from "../journal/record.ts";
import type { JournalState } from "../journal/replay.ts";
import type { Journal } from "../journal/write.ts";

export class JournalWriter {
  readonly #journal: Journal;
  readonly #clock: Clock;
  /** Where every row of the run is, earlier calls included. */
  readonly state: JournalState;
  /** Results that are not known to be on disk, and how many came before them. */
  #unsynced: RowResultRecord[] = [];
  #synced = 0;
  #failed: Failure | undefined;
  /** The latest time: rows of a group have the same. */
  #at = { ms: Number.NaN, text: "" };

  constructor(journal: Journal, state: JournalState, clock: Clock) {
    this.#journal = journal;
    this.state = state;
    this.#clock = clock;
  }

  /** What broke it: start no more rows. */
  get broken(): Failure | undefined {
    return this.#journal.broken ?? this.#failed;
  }

  /** Results that may be lost with the process; of use once the ledger is broken. */
  get unsynced(): readonly RowResultRecord[] {
    return this.#unsynced;
  }

  now(): string {
    const ms = this.#clock.now();
    if (ms !== this.#at.ms) this.#at = { ms, text: new Date(ms).toISOString() };
    return this.#at.text;
  }

  /** Resolves when the intent is on disk: only then may its PATCH leave. @throws Failure */
  async writeIntent(intent: Intent): Promise<void> {
    const written = this.#synced + this.#unsynced.length;
    await this.#journal.append(intent);
    this.state.add(intent);
    // A group is synced as a whole and in order: what was written before this intent is on disk as well.
    this.#sync(written);
  }

  /** Never throws: the effect remains, whatever the disk does. */
  async writeResult(result: RowResultRecord): Promise<void> {
    this.state.add(result);
    this.#unsynced.push(result);
    await this.#try(() => this.#journal.append(result));
    const written = this.#synced + this.#unsynced.length;
    if (this.#unsynced.length >= MANY && (await this.#try(() => this.#journal.flush()))) this.#sync(written);
  }

  /** Notes a pause that everyone keeps. */
  observe(event: WireEvent): void {
    if (event.type !== "wait" || !event.throttled) return;
    const until = new Date(this.#clock.now() + event.ms).toISOString();
    void this.#try(() =>
      this.#journal.append({ type: "pause", at: this.now(), reason: "rate_limited", until }),
    );
  }

  /** The last record; then the file is closed. Never throws: see `broken`. */
  async close(end: JournalEndRecord): Promise<void> {
    await this.#try(() => this.#journal.append(end));
    if (await this.#try(() => this.#journal.close())) this.#unsynced = [];
  }

  #sync(written: number): void {
    const count = written - this.#synced;
    if (count <= 0) return;
    this.#unsynced.splice(0, count);
    this.#synced += count;
  }

  async #try(step: () => Promise<void>): Promise<boolean> {
    try {
      await step();
      return true;
    } catch (error) {
      this.#failed ??= asFailure(error);
      return false;
    }
  }
}

/** Results are on disk within 100 ms; rows that send nothing must not pile up before anyone asks. */
const MANY = 1024;
