/** Which decimal mark a file uses, by the cells that leave no choice. */
import { parseDecimal, sameDecimal } from "../../text/cells/decimal.ts";
import { type DecimalMark, numberReadings } from "../../text/cells/numberReadings.ts";

/** What one cell says. `sure`: it has no reading in the other style; else it is the previous value in this one. */
export type CellEvidence = { readonly mark: DecimalMark; readonly sure: boolean };

/** How many cells speak for a mark. */
export type MarkEvidence = { readonly sure: number; readonly likely: number };
export type NumberEvidence = Readonly<Record<DecimalMark, MarkEvidence>>;

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
export function evidenceOf(text: string, previous: string | undefined): CellEvidence | undefined {
  const readings = numberReadings(text);
  const [first, second] = readings;
  if (first === undefined || first.mark === "any") return undefined;
  // A cell that is as it was exported may not have been taken for a number at all.
  if (second === undefined) return text === previous ? undefined : { mark: first.mark, sure: true };
  const before = previous === undefined ? undefined : parseDecimal(previous);
  if (before === undefined) return undefined;
  const equal = readings.filter(({ digits }) => {
    const value = parseDecimal(digits);
    return value !== undefined && sameDecimal(value, before);
  });
  const [only] = equal;
  return equal.length === 1 && only !== undefined && only.mark !== "any"
    ? { mark: only.mark, sure: false }
    : undefined;
}

/** Collects the evidence of a file in one pass. */
export class NumberStyleFinder {
  readonly #counts = { point: { sure: 0, likely: 0 }, comma: { sure: 0, likely: 0 } };

  add(text: string, previous: string | undefined): void {
    const found = evidenceOf(text, previous);
    if (found !== undefined) this.#counts[found.mark][found.sure ? "sure" : "likely"] += 1;
  }

  get evidence(): NumberEvidence {
    return this.#counts;
  }
}

/** One cell that is only likely may be an edit by a factor of 1,000: it takes two. */
const LIKELY_NEEDED = 2;

/** @param decided the mark that the user named, which goes before all evidence */
export function numberStyleFor(
  text: string,
  previous: string | undefined,
  evidence: NumberEvidence,
  decided?: DecimalMark,
): NumberStyle {
  if (decided !== undefined) return { mark: decided, decided: true, contradictory: false };
  const own = evidenceOf(text, previous);
  const others = (mark: DecimalMark): MarkEvidence => {
    const { sure, likely } = evidence[mark];
    if (own?.mark !== mark) return { sure, likely };
    return own.sure ? { sure: sure - 1, likely } : { sure, likely: likely - 1 };
  };
  const [point, comma] = [others("point"), others("comma")];
  const speaks = ({ sure, likely }: MarkEvidence) => sure + likely > 0;
  const proves = ({ sure, likely }: MarkEvidence) => sure > 0 || likely >= LIKELY_NEEDED;
  const contradictory = speaks(point) && speaks(comma);
  const mark = contradictory ? undefined : proves(point) ? "point" : proves(comma) ? "comma" : undefined;
  return { mark, decided: false, contradictory };
}
