/**
 * Cells of exported rows that hold what was exported in another place: a column that was sorted alone or shifted by a row,
 * cells that were shifted by a column.
 */
import type { Fields } from "../../deals/deal.ts";
import { option, say } from "../../hint.ts";
import { MAX_PROBLEMS, quoted, type Row, type RowProblem } from "../../rows/row.ts";
import type { Baseline } from "./baseline.ts";
import type { Columns } from "./editedCell.ts";
import { type BaselineValue, baselineType, baselineValueOf, cellMatchesBaseline, numberOf } from "./value.ts";

/** Fewer edited cells that only changed places are an exchange that people make. */
const MIN_EXCHANGED = 3;
/** So many in a row, with the value of the line above or below. */
const MIN_SHIFTED = 3;
/** So many of one row, with the value of the column beside. */
const MIN_BESIDE = 2;

/** Baselines of nothing, and of an empty text. */
const EMPTY: ReadonlySet<BaselineValue> = new Set([baselineValueOf(null), baselineValueOf("")]);

type Cell = { readonly mark: BaselineValue; readonly cell: string; readonly isEdited: boolean };

type Seen = {
  readonly field: string;
  readonly name: string;
  /** Edited cells, and a sum that is 0 where they hold the same values as their baselines. */
  edited: number;
  balance: number;
  firstLine: number;
  before: Cell | undefined;
  up: number;
  down: number;
  shifted: number;
};

export class MisplacedCells {
  readonly #columns = new Map<string, Seen>();
  readonly #problems: RowProblem[] = [];
  /** In the order of the rows. Memory does not depend on their number. */
  /** @param edited the fields whose cells count as edits */
  add(row: Row, baseline: Baseline, columns: Columns, edited: Fields): void {
    if (row.original.kind !== "cells") return;
    const beside = { left: 0, right: 0 };
    let left: Cell | undefined;
    for (const [field, { at, name, accepted }] of columns) {
      const mark = baseline.get(field);
      if (mark === undefined) continue;
      const cell = textOf(row, field, at);
      const isEdited = cell === "" ? !EMPTY.has(mark) : Object.hasOwn(edited, field);
      if (left !== undefined && isEdited && !accepted) {
        if (holds(left.mark, cell)) beside.right += 1;
        if (left.isEdited && holds(mark, left.cell)) beside.left += 1;
      }
      left = { mark, cell, isEdited };
      if (!accepted) this.#see(this.#column(field, name), { mark, cell, isEdited, line: row.line });
    }
    if (Math.max(beside.left, beside.right) >= MIN_BESIDE) {
      this.#add({
        line: row.line,
        code: "shifted_cells",
        message: "cells contain the exported values of the next column: the cells were probably moved",
        hint: "export again, or move the cells back",
      });
    }
  }

  problems(): readonly RowProblem[] {
    for (const { balance, edited, field, firstLine, name, shifted } of this.#columns.values()) {
      const isSorted = edited >= MIN_EXCHANGED && balance === 0;
      if (!isSorted && shifted === 0) continue;
      this.#add({
        line: shifted > 0 ? shifted : firstLine,
        column: name,
        code: "misplaced_cells",
        message: `cells of ${quoted(field)} contain the exported values of other rows: the column was probably sorted or moved without the others`,
        hint: say`sort whole rows, or export again; to accept the column, add ${option("accept", name)}`,
      });
    }
    return this.#problems;
  }

  #add(problem: RowProblem): void {
    if (this.#problems.length < MAX_PROBLEMS) this.#problems.push(problem);
  }

  #column(field: string, name: string): Seen {
    const known = this.#columns.get(field);
    if (known !== undefined) return known;
    const seen: Seen = {
      field,
      name,
      edited: 0,
      balance: 0,
      firstLine: 0,
      before: undefined,
      up: 0,
      down: 0,
      shifted: 0,
    };
    this.#columns.set(field, seen);
    return seen;
  }

  #see(seen: Seen, { mark, cell, isEdited, line }: Cell & { readonly line: number }): void {
    const { before } = seen;
    if (isEdited) {
      seen.edited += 1;
      if (seen.firstLine === 0) seen.firstLine = line;
      seen.balance = (seen.balance + weight(markOf(mark, cell)) - weight(comparable(mark))) % MODULUS;
    }
    const isDown = before !== undefined && isEdited && holds(before.mark, cell);
    seen.down = isDown ? seen.down + 1 : 0;
    const isUp = before?.isEdited === true && holds(mark, before.cell);
    seen.up = isUp ? seen.up + 1 : 0;
    if (seen.shifted === 0 && Math.max(seen.up, seen.down) >= MIN_SHIFTED) seen.shifted = line;
    seen.before = { mark, cell, isEdited };
  }
}

function textOf(row: Row, field: string, at: number): string {
  const value = Object.hasOwn(row.fields, field) ? row.fields[field] : undefined;
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return "";
  return row.original.kind === "cells" ? (row.original.cells[at] ?? "") : "";
}

/** The value of another place; an empty one says nothing. */
function holds(mark: BaselineValue, cell: string): boolean {
  return cell !== "" && cellMatchesBaseline(mark, cell);
}

/** The mark that the cell would have as a value of this type. */
function markOf(mark: BaselineValue, cell: string): string {
  if (cell === "") return "0";
  const type = baselineType(mark);
  if (type === "number" || type === "null") {
    const number = numberOf(`n${cell.replace(",", ".")}`);
    if (number !== undefined) return `n${Number(number.value)}`;
  }
  return type === "boolean" ? cell.toLowerCase() : baselineValueOf(cell);
}

function comparable(mark: BaselineValue): string {
  const number = numberOf(mark);
  if (number !== undefined) return `n${Number(number.value)}`;
  return mark === "b1" ? "true" : mark === "b0" ? "false" : mark;
}

const MODULUS = 2 ** 48;

/** Sums of these are 0 where two lists hold the same marks, whatever their order. */
function weight(mark: string): number {
  let one = 0x811c9dc5;
  let other = 0x2545f491;
  for (let at = 0; at < mark.length; at++) {
    one = Math.imul(one ^ mark.charCodeAt(at), 0x01000193);
    other = Math.imul(other ^ (mark.charCodeAt(at) + at), 0x5bd1e995);
  }
  return (one >>> 8) * 2 ** 24 + (other >>> 8);
}
