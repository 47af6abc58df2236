/** Sentences that reports say about a plan or a run as a whole. */

export const UNREAD =
  "Deals are not read before they are written: conflicts are not detected, and the changes cannot be undone.";

export const NOT_SAVED = "This plan is not saved. To approve it by its digest, make it with --out.";

export function withoutReason(rows: number): string {
  return `The reasons of ${rows} failed rows are not in this report. The journal of the run has them.`;
}

export function damagedJournal(lines: number): string {
  return `${lines} lines of the journal are damaged. Rows in them are shown as they were before.`;
}
