/** What is wrong with the input, and where. Kept as values while rows are read, so that many can be told at once. */
import { type Failure, usage } from "../../failure.ts";

/** One thing that is wrong. */
export type RowProblem = {
  /** Stable name: `missing_id`, `ragged_row`, … */
  readonly code: string;
  /** From 1. */
  readonly line: number;
  /** For JSON arrays, which may stand on one line: the element, from 1. */
  readonly item?: number | undefined;
  readonly column?: string | undefined;
  readonly message: string;
  readonly hint?: string | undefined;
};

/** How many problems are told one by one. */
export const MOST_PROBLEMS = 20;

/** Thrown where the input can't be read any further; turned into the last problem by whoever reads rows. */
export class BrokenInput extends Error {
  readonly problem: RowProblem;

  constructor(problem: RowProblem) {
    super(problem.message);
    this.name = "BrokenInput";
    this.problem = problem;
  }
}

/** One line of text: `line 12, column "deal_stage": …`. */
export function describeProblem({ line, item, column, message }: RowProblem): string {
  const place = item === undefined ? `line ${line}` : `line ${line} (item ${item})`;
  return `${place}${column === undefined ? "" : `, column ${quoted(column)}`}: ${message}`;
}

/**
 * The failure that tells them all.
 * @param problems the first ones, at least one
 * @param count how many there are in all
 * @returns the code of the only problem, or `bad_rows`; the message then has a line for each of the first 20
 */
export function rowsFailure(name: string, problems: readonly RowProblem[], count = problems.length): Failure {
  const listed = problems.slice(0, MOST_PROBLEMS);
  const hint = listed.find((problem) => problem.hint !== undefined)?.hint;
  const [first] = listed;
  if (first !== undefined && count === 1) {
    return usage(first.code, `${name} ${describeProblem(first)}`, hint);
  }
  const lines = listed.map((problem) => `  ${describeProblem(problem)}`);
  if (count > listed.length) lines.push(`  and ${count - listed.length} more`);
  return usage("bad_rows", `${name} has ${count} problems:\n${lines.join("\n")}`, hint);
}

/** Text from the input, quoted and cut for a message. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60).toWellFormed()}…` : text);
}
