/** Reads the whole input before anything is sent, and says all that is wrong with it. */
import { Fingerprints } from "./fingerprints.ts";
import type { Found } from "./found.ts";
import { MOST_PROBLEMS, type RowProblem } from "./problem.ts";
import { Repeats } from "./repeats.ts";
import type { RowsOptions } from "./rowsOptions.ts";
import { scanRows } from "./scanRows.ts";

/** What a whole input holds. */
export type LintReport = {
  /** Deals to change: rows without repeats. */
  readonly deals: number;
  /** Indexes (`Row.index`) of rows that say again what an earlier one says, ascending: `leaveOut` for `readRows`. */
  readonly repeats: readonly number[];
  /** Rows that set nothing. */
  readonly unchanged: number;
  /** The first 20 problems, by line; `rowsFailure` makes one failure of them. */
  readonly problems: readonly RowProblem[];
  /** How many problems there are in all. */
  readonly problemCount: number;
};

/**
 * Two passes at most: the second only where a deal seems to come twice, so that a few bytes for each row will do.
 * @param open the input from its start, each time it is called
 * @throws Failure of kind usage for options that make no sense and input that is no text; errors of the input itself
 */
export async function lintRows(
  open: () => AsyncIterable<Uint8Array>,
  options: RowsOptions = {},
): Promise<LintReport> {
  const problems = new Problems();
  const ids = new Fingerprints();
  const suspects = new Fingerprints();
  let rows = 0;
  let unchanged = 0;
  for await (const found of each(open(), options)) {
    if (found.kind === "problem") problems.add(found.problem);
    else if (found.kind === "unchanged") unchanged++;
    else {
      rows++;
      if (ids.add(found.id)) suspects.add(found.id);
    }
  }
  const repeats = new Repeats(suspects);
  if (suspects.size > 0) {
    let index = 0;
    for await (const found of each(open(), options)) {
      if (found.kind !== "row") continue;
      const problem = repeats.see(found, index++);
      if (problem) problems.add(problem);
    }
  }
  return {
    deals: rows - repeats.indexes.length,
    repeats: repeats.indexes,
    unchanged,
    problems: problems.first(),
    problemCount: problems.count,
  };
}

async function* each(input: AsyncIterable<Uint8Array>, options: RowsOptions): AsyncGenerator<Found> {
  for await (const batch of scanRows(input, options)) yield* batch;
}

/** Counts all, keeps some. */
class Problems {
  count = 0;
  readonly #kept: RowProblem[] = [];

  add(problem: RowProblem): void {
    this.count++;
    // Each of two passes comes in the order of lines, so that the first ones of both are enough.
    if (this.#kept.length < 2 * MOST_PROBLEMS) this.#kept.push(problem);
  }

  first(): readonly RowProblem[] {
    return [...this.#kept].sort((a, b) => a.line - b.line).slice(0, MOST_PROBLEMS);
  }
}
