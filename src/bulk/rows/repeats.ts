/** Deals that come more than once: harmless where the rows say the same, refused where they do not. */
import { hash } from "node:crypto";
import { isJsonObject, type JsonValue, printJson } from "../../json.ts";
import type { Fingerprints } from "./fingerprints.ts";
import { describePlace, quoted, type RowProblem } from "./problem.ts";
import type { Row } from "./row.ts";

/** Looks at the rows of a second pass, in their order. Memory grows with the deals that come twice, not with the rows. */
export class Repeats {
  /** Indexes of rows that only repeat an earlier one, ascending. */
  readonly indexes: number[] = [];
  readonly #suspects: Fingerprints;
  readonly #first = new Map<
    string,
    { readonly place: string; readonly digest: string; readonly names: string }
  >();

  /** @param suspects ids that may come twice; every id that does must be in it */
  constructor(suspects: Fingerprints) {
    this.#suspects = suspects;
  }

  /** @returns what is wrong, where the deal came before with something else */
  see(row: Pick<Row, "line" | "item" | "id" | "fields">, index: number): RowProblem | undefined {
    if (!this.#suspects.has(row.id)) return undefined;
    const names = Object.keys(row.fields).sort().join("\n");
    const digest = hash("sha256", canonical(row.fields), "base64");
    const first = this.#first.get(row.id);
    if (first === undefined) {
      this.#first.set(row.id, { place: describePlace(row), digest, names });
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
      message: `the deal ${quoted(row.id)} was on ${first.place} already, with ${difference}`,
      hint: "keep one row for each deal, with all that is to change",
    };
  }
}

/** One text for equal values: keys in order. Numbers count by their digits: 1.10 is not 1.1 here. */
function canonical(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isJsonObject(value)) return printJson(value);
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key] as JsonValue)}`);
  return `{${members.join(",")}}`;
}
