/** The journal of a run as the engine keeps it: what is announced, what came of it, and what of that is surely on disk. */
import type { WireEvent } from "../../api/deals.ts";
import { asFailure, type Failure } from "../../failure.ts";
import type { Clock } from "../../host.ts";
import type { End, Intent, Result } from "../journal/record.ts";
import type { JournalState } from "../journal/replay.ts";
import type { Journal } from "../journal/write.ts";

export class Ledger {
  readonly #journal: Journal;
  readonly #clock: Clock;
  /** Where every row of the run stands, earlier calls included. */
  readonly state: JournalState;
  /** Results that are not known to be on disk, and how many came before them. */
  #unproved: Result[] = [];
  #proved = 0;
  #failed: Failure | undefined;

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
  get unproved(): readonly Result[] {
    return this.#unproved;
  }

  now(): string {
    return new Date(this.#clock.now()).toISOString();
  }

  /** Resolves when the intent is on disk: only then may its PATCH leave. @throws Failure */
  async intend(intent: Intent): Promise<void> {
    const written = this.#proved + this.#unproved.length;
    await this.#journal.append(intent);
    this.state.add(intent);
    // A group is synced as a whole and in order: what was written before this intent is on disk as well.
    this.#prove(written);
  }

  /** Never throws: the effect stands, whatever the disk does. */
  async conclude(result: Result): Promise<void> {
    this.state.add(result);
    this.#unproved.push(result);
    await this.#try(() => this.#journal.append(result));
    const written = this.#proved + this.#unproved.length;
    if (this.#unproved.length >= MANY && (await this.#try(() => this.#journal.flush()))) this.#prove(written);
  }

  /** Notes a pause that everybody keeps. */
  observe(event: WireEvent): void {
    if (event.type !== "wait" || !event.throttled) return;
    const until = new Date(this.#clock.now() + event.ms).toISOString();
    void this.#try(() =>
      this.#journal.append({ type: "pause", at: this.now(), reason: "rate_limited", until }),
    );
  }

  /** The last record; then the file is closed. Never throws: see `broken`. */
  async close(end: End): Promise<void> {
    await this.#try(() => this.#journal.append(end));
    if (await this.#try(() => this.#journal.close())) this.#unproved = [];
  }

  #prove(written: number): void {
    const count = written - this.#proved;
    if (count <= 0) return;
    this.#unproved.splice(0, count);
    this.#proved += count;
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

/** Results are on disk within 100 ms; rows that send nothing must not pile up before anybody asks. */
const MANY = 1024;
