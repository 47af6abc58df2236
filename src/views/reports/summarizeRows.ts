/** Rows → totals, fields and reasons, in one pass and in memory that does not grow with the rows. */
import { FieldCounter } from "./fieldSummary.ts";
import {
  ATTENTION_STATES,
  MAX_REASON_ROWS,
  needsAttention,
  type ReasonSummary,
  type ReportRow,
  ROW_STATES,
  type RowState,
  type RowSummary,
} from "./model.ts";

/** Most fields that get a summary, and most reasons. Later ones are only counted. */
const MAX_FIELDS = 60;
const MAX_REASONS = 60;

export async function summarizeRows(rows: AsyncIterable<ReportRow>): Promise<RowSummary> {
  const counter = new RowCounter();
  for await (const row of rows) counter.add(row);
  return counter.summary();
}

/** Adds up rows one by one; also to be kept along while a plan is made or a run executes. */
export class RowCounter {
  #rows = 0;
  readonly #states = Object.fromEntries(ROW_STATES.map((state) => [state, 0])) as Record<RowState, number>;
  #changedFields = 0;
  #previousUnknown = 0;
  #storedDifferently = 0;
  readonly #fields = new Map<string, FieldCounter>();
  readonly #moreFields = new Set<string>();
  readonly #reasons = new Map<string, Mutable<ReasonSummary>>();

  add(row: ReportRow): void {
    this.#rows++;
    this.#states[row.state]++;
    if (row.state === "planned" || row.state === "applied") {
      this.#changedFields += row.fields.length;
      this.#previousUnknown += row.previousUnknown?.length ?? 0;
      for (const field of row.fields) this.#counterOf(field.name)?.add(field);
    }
    if (row.fields.some(({ stored }) => stored !== undefined)) this.#storedDifferently++;
    if (needsAttention(row.state)) this.#addReason(row);
  }

  summary(): RowSummary {
    const fields = [...this.#fields.values()].map((counter) => counter.summary());
    const order = (state: RowState): number => (ATTENTION_STATES as readonly RowState[]).indexOf(state);
    return {
      rows: this.#rows,
      states: { ...this.#states },
      changedFields: this.#changedFields,
      previousUnknown: this.#previousUnknown,
      storedDifferently: this.#storedDifferently,
      fields: fields.sort((a, b) => b.count - a.count),
      moreFields: this.#moreFields.size,
      reasons: [...this.#reasons.values()].sort(
        (a, b) => order(a.state) - order(b.state) || b.count - a.count,
      ),
    };
  }

  #counterOf(name: string): FieldCounter | undefined {
    const known = this.#fields.get(name);
    if (known) return known;
    if (this.#fields.size >= MAX_FIELDS) {
      if (this.#moreFields.size < 10_000) this.#moreFields.add(name);
      return undefined;
    }
    const counter = new FieldCounter(name);
    this.#fields.set(name, counter);
    return counter;
  }

  #addReason({ state, code = state, status, message = "", row, line, id, name }: ReportRow): void {
    const known = this.#reasons.get(`${state} ${code}`);
    const full = known === undefined && this.#reasons.size >= MAX_REASONS;
    const key = full ? `${state} other` : `${state} ${code}`;
    const reason = this.#reasons.get(key) ?? {
      state,
      code: full ? "other" : code,
      status: full ? undefined : status,
      message: full ? "other reasons" : message,
      count: 0,
      first: [],
    };
    reason.count++;
    if (reason.first.length < MAX_REASON_ROWS)
      reason.first = [...reason.first, { at: this.#rows, row, line, id, name }];
    this.#reasons.set(key, reason);
  }
}

type Mutable<T> = { -readonly [key in keyof T]: T[key] };
