/** Which decimal mark a file uses, by the cells that leave no choice. */
import { parseDecimal, sameDecimal } from "../../text/decimal.ts";
import { type DecimalMark, numberReadings } from "../../text/numberReadings.ts";

/** How many cells speak for each mark. */
export type NumberEvidence = { readonly point: number; readonly comma: number };

/** The style of the file as far as one cell is concerned: a cell is no evidence for itself. */
export type NumberStyle = {
  /** undefined: not known. */
  readonly mark: DecimalMark | undefined;
  /** True: the user named the mark. */
  readonly decided: boolean;
  /** Other cells speak for both. */
  readonly contradictory: boolean;
};

/**
 * The mark that this cell speaks for: it has a reading in one style only, or exactly one of its readings is the previous value.
 * @param previous digits of the exported number; undefined where there was none
 */
export function evidenceOf(text: string, previous: string | undefined): DecimalMark | undefined {
  const readings = numberReadings(text);
  const [first, second] = readings;
  if (first === undefined || first.mark === "any") return undefined;
  // A cell that is as it was exported may not have been taken for a number at all.
  if (second === undefined) return text === previous ? undefined : first.mark;
  const before = previous === undefined ? undefined : parseDecimal(previous);
  if (before === undefined) return undefined;
  const equal = readings.filter(({ digits }) => {
    const value = parseDecimal(digits);
    return value !== undefined && sameDecimal(value, before);
  });
  const [only] = equal;
  return equal.length === 1 && only !== undefined && only.mark !== "any" ? only.mark : undefined;
}

/** Collects the evidence of a file in one pass. */
export class NumberStyleFinder {
  #point = 0;
  #comma = 0;

  add(text: string, previous: string | undefined): void {
    const mark = evidenceOf(text, previous);
    if (mark === "point") this.#point += 1;
    if (mark === "comma") this.#comma += 1;
  }

  get evidence(): NumberEvidence {
    return { point: this.#point, comma: this.#comma };
  }
}

/** @param decided the mark that the user named, which goes before all evidence */
export function styleFor(
  text: string,
  previous: string | undefined,
  evidence: NumberEvidence,
  decided?: DecimalMark,
): NumberStyle {
  if (decided !== undefined) return { mark: decided, decided: true, contradictory: false };
  const own = evidenceOf(text, previous);
  const point = evidence.point - (own === "point" ? 1 : 0);
  const comma = evidence.comma - (own === "comma" ? 1 : 0);
  if (point > 0 && comma > 0) return { mark: undefined, decided: false, contradictory: true };
  if (point > 0) return { mark: "point", decided: false, contradictory: false };
  return { mark: comma > 0 ? "comma" : undefined, decided: false, contradictory: false };
}
