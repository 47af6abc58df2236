/**
 * Replays a journal: what was sent with its outcome, and the state of each row. One byte a row, however long the
 * journal.
 */
import { Failure } from "../../failure.ts";
import {
  type Counts,
  type Intent,
  type JournalEndRecord,
  type JournalHead,
  type JournalRecord,
  MAX_ROWS,
  NOT_SENT,
  type Pause,
  ROW_OUTCOMES,
  type RowOutcome,
  type RowResultRecord,
} from "./record.ts";

/** One PATCH: its last intent and a result. */
export type SentChange = { readonly intent: Intent; readonly result: RowResultRecord };

/**
 * Pairs every result that had an intent, in the order of the results. Memory: the rows in flight and those of unknown outcome.
 * A row comes more than once when its outcome was unknown at first or when it was done again; for what holds in the end,
 * ask `replayJournal`. Rows for which nothing was sent do not come at all.
 */
export async function* changesOf(
  records: AsyncIterable<JournalRecord> | Iterable<JournalRecord>,
): AsyncGenerator<SentChange> {
  const open = new Map<number, Intent>();
  for await (const record of records) {
    if (record.type === "intent") open.set(record.row, record);
    if (record.type !== "result") continue;
    const intent = open.get(record.row);
    if (record.outcome !== "unknown") open.delete(record.row);
    if (intent) yield { intent, result: record };
  }
}

/** `untouched`: nothing was sent for it. `sent`: a PATCH was announced, and no answer is known; its outcome is unknown. */
export type ReplayedState = "untouched" | "sent" | RowOutcome;

/** Reads all records into a state. @throws Failure as the reading does, or `journal_damaged` for a row that the run does not have */
export async function replayJournal(
  records: AsyncIterable<JournalRecord> | Iterable<JournalRecord>,
): Promise<JournalState> {
  const state = new JournalState();
  for await (const record of records) state.add(record);
  return state;
}

/** The state so far; also to be kept along while a run is running. */
export class JournalState {
  /** Undefined for an empty journal: then nothing was ever sent. */
  head: JournalHead | undefined;
  /** How the run ended; undefined while no one has ended it, or since someone has taken it up again. */
  end: JournalEndRecord | undefined;
  /** The latest one. */
  pause: Pause | undefined;
  /** How often the run was taken up again. */
  resumes = 0;
  /** The time of the latest record. */
  lastAt: string | undefined;
  /** When the latest write was announced; undefined where there was none. */
  lastWriteAt: string | undefined;
  readonly #unknown = new Map<number, Intent>();
  readonly #counts: Record<ReplayedState, number> = Object.fromEntries(
    STATES.map((state) => [state, 0]),
  ) as Record<ReplayedState, number>;
  #states = new Uint8Array(1024);

  add(record: JournalRecord): void {
    this.lastAt = record.type === "head" ? record.started : record.at;
    switch (record.type) {
      case "head":
        this.head = record;
        break;
      case "intent":
        this.#addIntent(record);
        break;
      case "result":
        this.#addResult(record);
        break;
      case "pause":
        this.pause = record;
        break;
      case "resume":
        this.resumes++;
        this.end = undefined;
        break;
      case "end":
        this.end = record;
        break;
    }
  }

  of(row: number): ReplayedState {
    return STATES[this.#states[row] ?? 0] as ReplayedState;
  }

  /** Rows by outcome. The outcome of a row that was sent and has no answer is unknown. */
  get counts(): Counts {
    const counts = Object.fromEntries(
      ROW_OUTCOMES.map((outcome) => [outcome, this.#counts[outcome]]),
    ) as Counts;
    return { ...counts, unknown: this.#unknown.size };
  }

  /** Rows that were sent and have no answer yet: while the run continues, they are under way. */
  get unanswered(): number {
    return this.#counts.sent;
  }

  /**
   * The last intents, by row, of all rows whose outcome is unknown: those without an answer (never more than were in flight
   * at once) and those whose result says so. Each must be read before anything else is sent for it.
   */
  get unknown(): ReadonlyMap<number, Intent> {
    return this.#unknown;
  }

  /** True when the run ended with nothing left to be done. */
  get complete(): boolean {
    return this.end?.complete === true;
  }

  #addIntent(intent: Intent): void {
    this.lastWriteAt = intent.at;
    this.#unknown.set(intent.row, intent);
    this.#set(intent.row, "sent");
  }

  #addResult({ code, outcome, row }: RowResultRecord): void {
    if (outcome !== "unknown") this.#unknown.delete(row);
    this.#set(row, code === NOT_SENT ? "untouched" : outcome);
  }

  #set(row: number, state: ReplayedState): void {
    const rows = this.head?.rows ?? MAX_ROWS;
    if (row > rows) throw noSuchRow(row, rows, this.head);
    if (row >= this.#states.length) this.#grow(row + 1, rows + 1);
    this.#counts[this.of(row)]--;
    this.#counts[state]++;
    this.#states[row] = STATES.indexOf(state);
  }

  #grow(least: number, most: number): void {
    const grown = new Uint8Array(Math.min(Math.max(least, this.#states.length * 2), Math.max(least, most)));
    grown.set(this.#states);
    this.#states = grown;
  }
}

const STATES: readonly ReplayedState[] = ["untouched", "sent", ...ROW_OUTCOMES];

function noSuchRow(row: number, rows: number, head: JournalHead | undefined): Failure {
  return new Failure("local_io", `the journal contains row ${row}, but the run has ${rows} rows`, {
    code: "journal_damaged",
    hint: {
      say: "the run cannot be resumed; show the readable part",
      run: { command: "runs show", operands: [head?.run ?? "last"] },
    },
  });
}
