/** A journal that was changed by someone who made its checksums again. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { addChecksum, CHAIN_START } from "../../../src/runs/journal/checksumChain.ts";
import { readJournal } from "../../../src/runs/journal/read.ts";
import type { JournalRecord } from "../../../src/runs/journal/record.ts";

/** Writes the journal of a run directory again, with checksums that are right. */
export async function resealJournal(
  run: string,
  change: (record: JournalRecord) => JournalRecord,
): Promise<void> {
  const file = join(run, "journal.jsonl");
  let text = "";
  let previous = CHAIN_START;
  for await (const record of readJournal(file)) {
    const { line, crc } = addChecksum(JSON.stringify(change(record)), previous);
    text += line;
    previous = crc;
  }
  expect(text).not.toBe(readFileSync(file, "utf8"));
  writeFileSync(file, text);
}
