/** A run, or the shards of a plan, as rows of a report in the order of the plan, with what its journal says of the time. */
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from "../json.ts";
import { type PlannedRow, plannedRow, type ReportedField } from "../plans/file/report.ts";
import type { Step } from "../plans/plan.ts";
import { readJournal } from "./journal/read.ts";
import { type JournalRecord, NOT_SENT, type RowResultRecord } from "./journal/record.ts";
import { JournalState, type ReplayedState } from "./journal/replay.ts";
import type { Run } from "./storage/runDirectory.ts";

export type ExecutedRow = Omit<PlannedRow, "state" | "fields"> & {
  readonly state:
    | "applied"
    | "skipped"
    | "pending"
    | "blocked"
    | "conflict"
    | "rejected"
    | "retryable"
    | "unknown";
  readonly fields: readonly (ReportedField & { readonly stored?: JsonValue | undefined })[];
  readonly status?: number | undefined;
};

/** Takes what journals say, in the order of time; times are milliseconds since 1970. */
export type TimelineSink = {
  start(at: number): void;
  intent(row: number, at: number, attempt: number): void;
  result(row: number, at: number, isDone: boolean): void;
  pause(at: number, until: number, reason: string): void;
  resume(at: number): void;
  end(at: number): void;
};

/** Outcome of the rows of a plan. */
export type ExecutedRows = {
  /** @param steps of the plan, or of the shard, as often as it is asked for */
  rows(steps: AsyncIterable<Step>): AsyncIterable<ExecutedRow>;
  /** Rows whose reason did not fit into memory. */
  readonly withoutReason: number;
};

/**
 * Reads the journals of runs that share a plan. Memory: one byte a row, and the reasons of rows that failed, which are
 * bounded.
 * @param runs one, or those of different shards
 */
export async function readExecutedRows(runs: readonly Run[], timeline: TimelineSink): Promise<ExecutedRows> {
  const state = new JournalState();
  const notes = new RowNotes();
  for await (const record of inOrderOfTime(runs)) {
    if (record.type === "head") state.head ??= record;
    if (record.type === "intent" || record.type === "result") state.add(record);
    if (record.type === "result") notes.add(record);
    addToTimeline(timeline, record);
  }
  return {
    rows: async function* (steps) {
      for await (const step of steps) yield executedRow(step, state, notes);
    },
    withoutReason: notes.withoutReason,
  };
}

function addToTimeline(timeline: TimelineSink, record: JournalRecord): void {
  const at = timeOf(record);
  if (!Number.isFinite(at)) return;
  if (record.type === "head") timeline.start(at);
  else if (record.type === "intent") timeline.intent(record.row, at, record.try);
  else if (record.type === "result") timeline.result(record.row, at, isDone(record));
  else if (record.type === "pause") timeline.pause(at, Date.parse(record.until) || at, record.reason);
  else if (record.type === "resume") timeline.resume(at);
  else timeline.end(at);
}

function isDone({ outcome }: RowResultRecord): boolean {
  return outcome === "applied" || outcome === "skipped";
}

function timeOf(record: JournalRecord): number {
  return Date.parse(record.type === "head" ? record.started : record.at);
}

/** Records of several journals as if they were one; a clock that was set back does not reorder those of one run. */
async function* inOrderOfTime(runs: readonly Run[]): AsyncGenerator<JournalRecord> {
  const readings = runs.map(({ files }) =>
    readJournal(files.journal, { lenient: true })[Symbol.asyncIterator](),
  );
  try {
    const next = await Promise.all(readings.map((reading) => reading.next()));
    for (;;) {
      let first: number | undefined;
      for (const [at, one] of next.entries()) {
        if (one.done) continue;
        const earliest = first === undefined ? undefined : next[first];
        if (earliest === undefined || earliest.done || timeOf(one.value) < timeOf(earliest.value)) first = at;
      }
      const taken = first === undefined ? undefined : next[first];
      if (first === undefined || taken === undefined || taken.done) return;
      yield taken.value;
      next[first] = await (readings[first] as AsyncIterator<JournalRecord>).next();
    }
  } finally {
    for (const reading of readings) await reading.return?.();
  }
}

const STATES: Readonly<Record<ReplayedState, ExecutedRow["state"]>> = {
  untouched: "pending",
  sent: "unknown",
  applied: "applied",
  skipped: "skipped",
  conflict: "conflict",
  rejected: "rejected",
  retryable: "retryable",
  unknown: "unknown",
};

function executedRow(step: Step, journal: JournalState, notes: RowNotes): ExecutedRow {
  const { state: _, ...planned } = plannedRow(step);
  if (step.type !== "change") return { ...planned, state: "blocked" };
  const note = notes.of(step.row);
  const state = note?.code === NOT_SENT ? "pending" : STATES[journal.of(step.row)];
  if (note === undefined || state === "pending") return { ...planned, state };
  const { code, message, status } = note;
  const theirs = valuesIn(note.theirs);
  const stored = valuesIn(note.after);
  const fields = planned.fields.map((field) => ({
    ...field,
    ...(Object.hasOwn(theirs, field.name) && { theirs: theirs[field.name] }),
    ...(Object.hasOwn(stored, field.name) && { stored: stored[field.name] }),
  }));
  return { ...planned, state, fields, code, message, status };
}

/** A journal from elsewhere may hold any text: without values the outcome of the row is the same. */
function valuesIn(text: string | undefined): JsonObject {
  if (text === undefined) return {};
  try {
    const value = parseJson(text);
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}

type Note = Pick<RowResultRecord, "status" | "code" | "message" | "theirs" | "after">;

const MAX_MESSAGE = 500;
/** Characters of messages and values that are kept; equal messages are kept once. */
const MAX_CHARACTERS = 16_000_000;

/** What the last result of a row says besides its outcome, for rows that failed or were stored differently. */
class RowNotes {
  readonly #notes = new Map<number, Note>();
  readonly #messages = new Map<string, string>();
  #room = MAX_CHARACTERS;
  withoutReason = 0;

  of(row: number): Note | undefined {
    return this.#notes.get(row);
  }

  add({ after, code, message, outcome, row, status, theirs }: RowResultRecord): void {
    const old = this.#notes.get(row);
    if (old !== undefined) {
      this.#room += lengthOf(old);
      this.#notes.delete(row);
    }
    if (outcome === "skipped" || (outcome === "applied" && after === undefined)) return;
    const note: Note = {
      ...(status !== undefined && { status }),
      ...(code !== undefined && { code }),
      ...(message !== undefined && { message: this.#shared(message.slice(0, MAX_MESSAGE).toWellFormed()) }),
      ...(theirs !== undefined && { theirs }),
      ...(after !== undefined && { after }),
    };
    if (this.#room < lengthOf(note)) {
      this.withoutReason++;
      // Whether a row is pending depends on its code.
      if (code !== undefined) this.#notes.set(row, { code });
      return;
    }
    this.#room -= lengthOf(note);
    this.#notes.set(row, note);
  }

  #shared(message: string): string {
    const known = this.#messages.get(message);
    if (known !== undefined) return known;
    if (this.#room < message.length) return "";
    this.#room -= message.length;
    this.#messages.set(message, message);
    return message;
  }
}

function lengthOf({ after = "", theirs = "" }: Note): number {
  return after.length + theirs.length;
}
