/** Rows that are no deals, and IDs that were changed on the way: they are not like all the others of the file. */
import { option, say, type Words } from "../hint.ts";
import { DEFAULT_ID_COLUMN, type RowsOptions } from "./options.ts";
import { quoted, type Row, type RowProblem } from "./row.ts";
import { isUuid } from "./values.ts";

/** More than these in a file are IDs of another kind. */
const MAX_ODD = 5;

/** UUIDs name the same deal in any case. @returns undefined for other IDs */
export function uuidOf(id: string): string | undefined {
  return isUuid(id) ? id.toLowerCase() : undefined;
}

type Place = Pick<Row, "line" | "item" | "id">;

export class OddIds {
  readonly #column: string;
  readonly #isAccepted: boolean;
  /** UUIDs as Routera writes them, and in upper case. */
  #usual = 0;
  #others = 0;
  readonly #odd: Place[] = [];
  #upper = 0;
  readonly #firstUpper: Place[] = [];

  constructor({ accept, by, idColumn = DEFAULT_ID_COLUMN }: RowsOptions) {
    this.#column = idColumn;
    this.#isAccepted = by !== undefined || (accept?.includes(idColumn) ?? false);
  }

  /** @param uuid `uuidOf` its ID */
  add({ line, item, id }: Place, uuid: string | undefined): void {
    if (id === uuid) {
      this.#usual += 1;
      return;
    }
    const place = { line, ...(item !== undefined && { item }), id };
    if (uuid === undefined) {
      this.#others += 1;
      if (this.#odd.length < MAX_ODD) this.#odd.push(place);
    } else {
      this.#upper += 1;
      if (this.#firstUpper.length < MAX_ODD) this.#firstUpper.push(place);
    }
  }

  /** The rows whose ID is no UUID, or one in upper case, where nearly all others are as Routera writes them. */
  problems(): readonly RowProblem[] {
    if (this.#isAccepted) return [];
    const uuids = this.#usual + this.#upper;
    const isRare = this.#others <= Math.min(MAX_ODD, uuids);
    const odd = isRare ? this.#odd.filter(({ id }) => isWord(id) || isDamaged(id)) : [];
    const upper = this.#upper <= Math.min(MAX_ODD, this.#usual) ? this.#firstUpper : [];
    return [
      ...odd.map((place) => this.#problem(place, "odd_row", oddFact(place.id))),
      ...upper.map((place) =>
        this.#problem(place, "odd_id", `${quoted(place.id)} is in upper case, unlike the others`),
      ),
    ];
  }

  #problem({ id: _, ...place }: Place, code: string, message: Words): RowProblem {
    return {
      ...place,
      code,
      column: this.#column,
      message,
      hint: say`delete the row, or write the ID as Routera shows it; ${option("accept", this.#column)} accepts the IDs unchanged`,
    };
  }
}

function oddFact(id: string): string {
  return `${quoted(id)} does not look like the other IDs${isWord(id) ? ": the row may be a total or a label" : ""}`;
}

function isWord(id: string): boolean {
  return !/\d/.test(id) || /\s/.test(id);
}

/** A part of a UUID, one with more around it, a number or a date. Other IDs Routera may know. */
function isDamaged(id: string): boolean {
  const isPart = id.length >= 8 && /^[0-9a-f-]+$/i.test(id);
  return isPart || /^\d+$/.test(id) || ANY_UUID.test(id);
}

const ANY_UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;
