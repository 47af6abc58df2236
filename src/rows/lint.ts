/** Validates the whole input before anything is sent, duplicates of a deal included. */
import { hash } from "node:crypto";
import { canonicalJson } from "../json.ts";
import { comparableId, OddIds } from "./oddIds.ts";
import type { RowsOptions } from "./options.ts";
import { scanRows } from "./read.ts";
import {
  describeLocation,
  MAX_PROBLEMS,
  quoted,
  type Row,
  type RowProblem,
  type RowReadResult,
} from "./row.ts";

const FIRST_SLOTS = 1 << 10;

/** Two different texts may share a fingerprint: once in four thousand million pairs. */
export class Fingerprints {
  #slots = new Uint32Array(FIRST_SLOTS);
  #count = 0;

  /** Adds a text. @returns true when its fingerprint was known */
  add(text: string): boolean {
    if (this.#count * 4 >= this.#slots.length * 3) this.#grow();
    const print = fingerprint(text);
    const slot = slotOf(this.#slots, print);
    if (this.#slots[slot] === print) return true;
    this.#slots[slot] = print;
    this.#count++;
    return false;
  }

  has(text: string): boolean {
    const print = fingerprint(text);
    return this.#slots[slotOf(this.#slots, print)] === print;
  }

  get size(): number {
    return this.#count;
  }

  #grow(): void {
    const larger = new Uint32Array(this.#slots.length * 2);
    for (const print of this.#slots) if (print !== 0) larger[slotOf(larger, print)] = print;
    this.#slots = larger;
  }
}

/** The slot that holds the fingerprint, or the free one where it belongs. */
function slotOf(slots: Uint32Array, print: number): number {
  const mask = slots.length - 1;
  let slot = print & mask;
  while (slots[slot] !== 0 && slots[slot] !== print) slot = (slot + 1) & mask;
  return slot;
}

/** FNV-1a with a final mix, never 0: that is the mark of a free slot. */
function fingerprint(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0 || 1;
}

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
 * @throws Failure of kind usage for options that make no sense and input that is no text; errors of the input itself
 */
export async function lintRows(
  open: () => AsyncIterable<Uint8Array>,
  options: RowsOptions = {},
): Promise<LintReport> {
  const problems = new Problems();
  // Values of other fields are compared exactly.
  const comparable = options.by === undefined ? comparableId : (key: string) => key;
  const ids = new Fingerprints();
  const suspects = new Fingerprints();
  let rows = 0;
  let emptyRows = 0;
  const oddIds = new OddIds(options);
  const fields = new Set<string>();
  for await (const result of each(open(), options)) {
    if (result.kind === "problem") problems.add(result.problem);
    else if (result.kind === "unchanged") {
      emptyRows++;
      // A row that names a deal and sets nothing may be a heading.
      if (result.id !== undefined) oddIds.add({ line: result.line, id: result.id });
    } else {
      rows++;
      oddIds.add(result);
      if (fields.size < MAX_FIELDS) for (const name of Object.keys(result.fields)) fields.add(name);
      const id = comparable(result.id);
      if (ids.add(id)) suspects.add(id);
    }
  }
  for (const problem of oddIds.problems()) problems.add(problem);
  const duplicates = new DuplicateRows(suspects, comparable);
  if (suspects.size > 0) {
    let index = 0;
    for await (const result of each(open(), options)) {
      if (result.kind !== "row") continue;
      const problem = duplicates.see(result, index++);
      if (problem) problems.add(problem);
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

async function* each(input: AsyncIterable<Uint8Array>, options: RowsOptions): AsyncGenerator<RowReadResult> {
  for await (const batch of scanRows(input, options)) yield* batch;
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
  see(row: Pick<Row, "line" | "item" | "id" | "fields">, index: number): RowProblem | undefined {
    const id = this.#comparable(row.id);
    if (!this.#suspects.has(id)) return undefined;
    const names = Object.keys(row.fields).sort().join("\n");
    const digest = hash("sha256", canonicalJson(row.fields), "base64");
    const first = this.#first.get(id);
    if (first === undefined) {
      this.#first.set(id, { place: describeLocation(row), digest, names });
      return undefined;
    }
    if (first.digest === digest) {
      this.indexes.push(index);
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
