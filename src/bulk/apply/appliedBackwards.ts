/** What a run applied, the last change first: a value that moved from one deal to another moves back the way it came. */
import { takeSeal, unsealed } from "../journal/chain.ts";
import type { Change as Sent } from "../journal/changesOf.ts";
import type { Result } from "../journal/journalRecord.ts";
import { parseRecord } from "../journal/parseRecord.ts";
import { linesBackwards } from "./linesBackwards.ts";

/**
 * Every row that was applied, once. Memory: the rows that were in flight.
 * @param bytes where the whole lines of the journal end, told by reading it: that reading has also proved its lines
 */
export async function* appliedBackwards(file: string, bytes: number): AsyncGenerator<Sent> {
  const open = new Map<number, Result>();
  for await (const line of linesBackwards(file, bytes)) {
    const sealed = takeSeal(line);
    if (sealed === undefined) continue;
    const record = parseRecord(unsealed(sealed));
    if (record.type === "result" && record.outcome === "applied") open.set(record.row, record);
    if (record.type !== "intent") continue;
    const result = open.get(record.row);
    open.delete(record.row);
    if (result) yield { intent: record, result };
  }
}
