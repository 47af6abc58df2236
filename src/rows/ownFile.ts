/** Files that this program wrote: exports and failures files. Only in those does an apostrophe guard a cell. Pure. */

/** Holds the baseline of an exported row. */
export const BASELINE_COLUMN = "_routera";

/** Columns of a failures file about each row; they set nothing when the file is read again. */
export const FAILURE_COLUMNS = ["_line", "_status", "_error"] as const;

/** Columns of an export that say when a deal was read. */
const EXPORT_COLUMNS = ["_created_at", "_updated_at"] as const;

export function isOwnFile(names: readonly string[]): boolean {
  return (
    names.includes(BASELINE_COLUMN) || holdsAll(names, FAILURE_COLUMNS) || holdsAll(names, EXPORT_COLUMNS)
  );
}

/** True for an export whose baselines were deleted. */
export function lacksBaseline(names: readonly string[]): boolean {
  return holdsAll(names, EXPORT_COLUMNS) && !names.includes(BASELINE_COLUMN);
}

function holdsAll(names: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((name) => names.includes(name));
}
