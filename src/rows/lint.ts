/** Validates the whole input before anything is sent, duplicates of a deal included. */
import { hash } from "node:crypto";
import { canonicalJson } from "../json.ts";
import { ownText } from "../text/ownText.ts";
import { Fingerprints } from "./fingerprints.ts";
import { OddIds, uuidOf } from "./oddIds.ts";
import type { RowsOptions } from "./options.ts";
import { scanRows } from "./read.ts";
import { describeLocation, MAX_PROBLEMS, quoted, type Row, type RowProblem } from "./row.ts";

/** What a whole input holds. */
export type LintReport = {
  /** Deals to change: rows without duplicates. */
  readonly deals: number;
  /** Indexes (`Row.index`) of rows that say again what an earlier one says, ascending: `leaveOut` for `readRows`. */
  readonly duplicates: readonly number[];
  /** Rows that set nothing. */
  readonly emptyRows: number;
  /** Fields that rows set; the first 1,000. */
  readonly fields: readonly string[];
  /** The first 20 problems, by line; `rowsFailure` makes one failure of them. */
  readonly problems: readonly RowProblem[];
  /** How many problems there are in all. */
  readonly problemCount: number;
};

/**
 * Two passes at most: the second only where a deal seems to come twice, so that a few bytes for each row will do.
 * @param open the input from its start, each time it is called
 * @param see is called with each row that can be read, duplicates included
 * @throws Failure of kind usage for options that make no sense and input that is no text; errors of the input itself
 */
export async function lintRows(
  open: () => AsyncIterable<Uint8Array>,
  options: RowsOptions = {},
  see: (row: Row) => void = () => {},
): Promise<LintReport> {
  const problems = new Problems();
  // Values of other fields are compared exactly.
  const comparable = (id: string, uuid = uuidOf(id)) => (options.by === undefined ? (uuid ?? id) : id);
  const ids = new Fingerprints();
  const suspects = new Fingerprints();
  let rows = 0;
  let emptyRows = 0;
  const oddIds = new OddIds(options);
  const fields = new Set<string>();
  for await (const batch of scanRows(open(), options)) {
    for (const result of batch) {
      if (result.kind === "problem") problems.add(result.problem);
      else if (result.kind === "unchanged") {
        emptyRows++;
        // A row that names a deal and sets nothing may be a heading.
        if (result.id !== undefined) oddIds.add({ line: result.line, id: result.id }, uuidOf(result.id));
      } else {
        const { row } = result;
        rows++;
        const uuid = uuidOf(row.id);
        oddIds.add(row, uuid);
        if (fields.size < MAX_FIELDS) for (const name of Object.keys(row.fields)) fields.add(name);
        const id = comparable(row.id, uuid);
        if (ids.add(id)) suspects.add(id);
        see(row);
      }
    }
  }
  for (const problem of oddIds.problems()) problems.add(problem);
  const duplicates = new DuplicateRows(suspects, comparable);
  if (suspects.size > 0) {
    for await (const batch of scanRows(open(), options)) {
      for (const result of batch) {
        const problem = result.kind === "row" ? duplicates.see(result.row) : undefined;
        if (problem) problems.add(problem);
      }
    }
  }
  return {
    deals: rows - duplicates.indexes.length,
    duplicates: duplicates.indexes,
    emptyRows,
    fields: [...fields],
    problems: problems.first(),
    problemCount: problems.count,
  };
}

const MAX_FIELDS = 1000;

/** Problems that have one cause for the whole file: the first ones are reported, the others are counted. */
const ONE_CAUSE: ReadonlySet<string> = new Set([
  "ragged_row",
  "missing_cells",
  "empty_column_name",
  "missing_baseline",
]);
const MAX_OF_A_KIND = 3;

/** Counts all, keeps some, and few of one kind. */
class Problems {
  count = 0;
  readonly #kept: RowProblem[] = [];
  readonly #kinds = new Map<string, number>();

  add(problem: RowProblem): void {
    this.count++;
    const kind = `${problem.code} ${problem.column ?? ""}`;
    const before = this.#kinds.get(kind) ?? 0;
    this.#kinds.set(kind, before + 1);
    if (before >= MAX_OF_A_KIND && ONE_CAUSE.has(problem.code)) return;
    // Each of two passes comes in the order of lines, so that the first ones of both are enough.
    if (this.#kept.length < 2 * MAX_PROBLEMS) this.#kept.push(problem);
  }

  first(): readonly RowProblem[] {
    return [...this.#kept].sort((a, b) => a.line - b.line).slice(0, MAX_PROBLEMS);
  }
}

/** Looks at the rows of a second pass, in their order. Memory grows with the deals that come twice, not with the rows. */
class DuplicateRows {
  /** Indexes of rows that only repeat an earlier one, ascending. */
  readonly indexes: number[] = [];
  readonly #suspects: Fingerprints;
  readonly #first = new Map<
    string,
    { readonly place: string; readonly digest: string; readonly names: string }
  >();

  readonly #comparable: (id: string) => string;

  /**
   * @param suspects ids that may come twice; every id that does must be in it
   * @param comparable the same for ids of the same deal
   */
  constructor(suspects: Fingerprints, comparable: (id: string) => string) {
    this.#suspects = suspects;
    this.#comparable = comparable;
  }

  /** @returns what is wrong, where the deal came before with something else */
  see(row: Row): RowProblem | undefined {
    const id = this.#comparable(row.id);
    if (!this.#suspects.has(id)) return undefined;
    const names = Object.keys(row.fields).sort().join("\n");
    const digest = hash("sha256", canonicalJson(row.fields), "base64");
    const first = this.#first.get(id);
    if (first === undefined) {
      this.#first.set(ownText(id), { place: describeLocation(row), digest, names });
      return undefined;
    }
    if (first.digest === digest) {
      this.indexes.push(row.index);
      return undefined;
    }
    const difference = first.names === names ? "other values" : "other fields";
    return {
      code: "duplicate_id",
      line: row.line,
      item: row.item,
      message: `duplicate deal ${quoted(row.id)}: ${first.place} has ${difference}`,
      hint: "keep one row per deal, with all its changes",
    };
  }
}
