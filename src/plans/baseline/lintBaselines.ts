/** Learns what the columns of an exported file hold, and validates its baselines before anything is sent. */
import type { RowsOptions } from "../../rows/options.ts";
import { BASELINE_COLUMN } from "../../rows/ownFile.ts";
import { MAX_PROBLEMS, originalValue, type Row, type RowProblem } from "../../rows/row.ts";
import { readBaseline } from "./baseline.ts";
import { type ColumnFacts, NO_FACTS } from "./editedCell.ts";
import { detectEdits, type Edits } from "./edits.ts";
import { MisplacedCells } from "./misplacedCells.ts";
import { NumberStyleFinder } from "./numberStyle.ts";
import { type BaselineType, type BaselineValue, baselineType, numberOf } from "./value.ts";

export type BaselineReport = {
  readonly facts: ColumnFacts;
  /** The first 20 problems. */
  readonly problems: readonly RowProblem[];
  readonly problemCount: number;
};

/**
 * A pass over the rows, and none where the first row says that the file is no export. Memory does not depend on the length.
 * @param rows the rows from the first one, each time it is called
 * @param learned what a pass over the same rows found; without it, that is a pass of its own
 * @param see is called with what the user edited in each row of an export
 */
export async function lintBaselines(
  rows: () => AsyncIterable<Row>,
  options: RowsOptions,
  learned?: ColumnLearner,
  see: (edits: Edits) => void = () => {},
): Promise<BaselineReport> {
  const { facts } = learned ?? (await learnColumns(rows(), options));
  if (facts === undefined) return { facts: NO_FACTS, problems: [], problemCount: 0 };
  const problems: RowProblem[] = [];
  let problemCount = 0;
  const add = (found: readonly RowProblem[]) => {
    problemCount += found.length;
    problems.push(...found.slice(0, MAX_PROBLEMS - problems.length));
  };
  const misplaced = new MisplacedCells();
  for await (const row of rows()) {
    const edits = detectEdits(row, facts, options);
    add(edits.problems);
    see(edits);
    if (edits.exported !== undefined) {
      misplaced.add(row, edits.exported.baseline, edits.exported.columns, edits.fields);
    }
  }
  add(misplaced.problems());
  return { facts, problems, problemCount };
}

async function learnColumns(rows: AsyncIterable<Row>, options: RowsOptions): Promise<ColumnLearner> {
  const learned = new ColumnLearner(options);
  for await (const row of rows) {
    learned.add(row);
    if (learned.facts === undefined) break;
  }
  return learned;
}

/** Learns the type of each field that held only one, and how numbers are written. Takes the rows from the first one. */
export class ColumnLearner {
  #isExport: boolean | undefined;
  readonly #types = new Map<string, BaselineType>();
  readonly #mixed = new Set<string>();
  readonly #styles = new NumberStyleFinder();

  constructor({ ignoreBaseline = false }: RowsOptions) {
    if (ignoreBaseline) this.#isExport = false;
  }

  /** undefined where the first row is no export. */
  get facts(): ColumnFacts | undefined {
    if (this.#isExport === false) return undefined;
    return { types: this.#types, evidence: this.#styles.evidence };
  }

  add(row: Row): void {
    if (this.#isExport === false) return;
    const text = originalValue(row.original, BASELINE_COLUMN);
    this.#isExport ??= text !== undefined || originalValue(row.original, "_updated_at") !== undefined;
    const stamp = typeof text === "string" ? readBaseline(text, row.id) : undefined;
    if (stamp === undefined || "wrong" in stamp) return;
    for (const [name, mark] of stamp) this.#addMark(row, name, mark);
  }

  #addMark(row: Row, name: string, mark: BaselineValue): void {
    const type = baselineType(mark);
    const value = Object.hasOwn(row.fields, name) ? row.fields[name] : undefined;
    if (type === "number" && typeof value === "string" && row.original.kind === "cells") {
      this.#styles.add(value, numberOf(mark)?.value);
    }
    if (type === undefined || type === "null" || this.#mixed.has(name)) return;
    const other = this.#types.get(name);
    if (other === undefined) this.#types.set(name, type);
    else if (other !== type) {
      this.#types.delete(name);
      this.#mixed.add(name);
    }
  }
}
