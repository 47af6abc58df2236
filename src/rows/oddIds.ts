/** Rows that are no deals: totals, labels below the header. Their ID is not like all the others of the file. */
import { quoted, type Row, type RowProblem } from "./row.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** More than these in a file are IDs of another kind. */
const MAX_ODD = 5;

export class OddIds {
  #usual = 0;
  #others = 0;
  readonly #odd: Pick<Row, "line" | "item" | "id">[] = [];

  add({ line, item, id }: Pick<Row, "line" | "item" | "id">): void {
    if (UUID.test(id)) this.#usual += 1;
    else {
      this.#others += 1;
      if (this.#odd.length < MAX_ODD) this.#odd.push({ line, ...(item !== undefined && { item }), id });
    }
  }

  /** The rows whose ID is a word, where nearly all others are UUIDs. */
  problems(): readonly RowProblem[] {
    const isRare = this.#others <= Math.min(MAX_ODD, this.#usual);
    if (!isRare) return [];
    return this.#odd
      .filter(({ id }) => !/\d/.test(id) || /\s/.test(id))
      .map(({ id, ...place }) => ({
        ...place,
        code: "odd_row",
        column: "id",
        message: `${quoted(id)} is not an ID like the others in the file: the row looks like a total or a label`,
        hint: "delete the row",
      }));
  }
}
