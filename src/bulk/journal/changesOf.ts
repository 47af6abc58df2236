/** Records → what was sent together with what became of it. */
import type { Intent, JournalRecord, Result } from "./journalRecord.ts";

/** One PATCH: its last intent and a result. */
export type Change = { readonly intent: Intent; readonly result: Result };

/**
 * Pairs every result that had an intent, in the order of the results. Memory: the rows in flight and those of unknown outcome.
 * A row comes more than once when its outcome was unknown at first or when it was done again; for what holds in the end,
 * ask `foldJournal`. Rows for which nothing was sent do not come at all.
 */
export async function* changesOf(
  records: AsyncIterable<JournalRecord> | Iterable<JournalRecord>,
): AsyncGenerator<Change> {
  const open = new Map<number, Intent>();
  for await (const record of records) {
    if (record.type === "intent") open.set(record.row, record);
    if (record.type !== "result") continue;
    const intent = open.get(record.row);
    if (record.outcome !== "unknown") open.delete(record.row);
    if (intent) yield { intent, result: record };
  }
}
