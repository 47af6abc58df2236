/** All changes of one field in constant memory. */
import { isLosslessNumber, type JsonValue } from "../../json.ts";
import { DecimalSum } from "./decimalSum.ts";
import { FlowCounter } from "./flowCounter.ts";
import { Histogram } from "./histogram.ts";
import type { FieldChange, FieldSummary, Flow } from "./model.ts";
import { valueText } from "./valueText.ts";

/** Fields with more different changes than this have no picture of flows. */
const MAX_FLOWS = 200;
/** The most frequent flows that each field has, whatever its values are. */
const MAX_TOP = 5;
const MAX_CHOICES = 12;
const MAX_BINS = 25;

export class FieldCounter {
  readonly #name: string;
  #count = 0;
  #filled = 0;
  #cleared = 0;
  #notRead = 0;
  #isNumeric = true;
  readonly #flows = new FlowCounter();
  readonly #before = new DecimalSum();
  readonly #after = new DecimalSum();
  readonly #difference = new DecimalSum();
  #raised = 0;
  #lowered = 0;
  readonly #histogram = new Histogram();

  constructor(name: string) {
    this.#name = name;
  }

  add({ before, after }: FieldChange): void {
    this.#count++;
    if (before === undefined) this.#notRead++;
    else if (isEmpty(before) && !isEmpty(after)) this.#filled++;
    else if (isEmpty(after) && !isEmpty(before)) this.#cleared++;
    if (this.#isNumeric) this.#isNumeric = this.#addNumbers(before, after);
    this.#flows.add(valueText(before), valueText(after, before));
  }

  summary(): FieldSummary {
    const facts = {
      name: this.#name,
      count: this.#count,
      filled: this.#filled,
      cleared: this.#cleared,
      notRead: this.#notRead,
      distinct: this.#flows.distinct,
      hasMoreDistinct: this.#flows.hasMoreDistinct,
      top: this.#flows.top(MAX_TOP),
      isApproximate: this.#flows.isApproximate,
    };
    if (this.#isNumeric) {
      return {
        ...facts,
        shape: "numbers",
        before: this.#before.toString(),
        after: this.#after.toString(),
        difference: this.#difference.toString(),
        raised: this.#raised,
        lowered: this.#lowered,
        bins: this.#histogram.bins(MAX_BINS),
      };
    }
    if (this.#flows.distinct > MAX_FLOWS || this.#flows.hasLongText) return { ...facts, shape: "text" };
    const flows = this.#flows.top();
    return isChoice(flows, this.#count) ? { ...facts, shape: "flows", flows } : { ...facts, shape: "text" };
  }

  #addNumbers(before: JsonValue | undefined, after: JsonValue): boolean {
    if (!isNumberOrNull(before) || !isNumberOrNull(after)) return false;
    const [from, to] = [before?.value ?? "0", after?.value ?? "0"];
    // Each is tried on a sum of its own first, so that the sums of before and after stay about the same deals.
    if (!new DecimalSum().add(from) || !new DecimalSum().add(to)) return false;
    this.#before.add(from);
    this.#after.add(to);
    this.#difference.add(to);
    this.#difference.add(from, -1);
    const difference = Number(to) - Number(from);
    if (difference > 0) this.#raised++;
    if (difference < 0) this.#lowered++;
    this.#histogram.add(difference);
    return true;
  }
}

/** Few values on one side, and not a new one in nearly every deal: names are no choice, stages are. */
function isChoice(flows: readonly Flow[], count: number): boolean {
  const sides = [new Set(flows.map(({ from }) => from)), new Set(flows.map(({ to }) => to))];
  const fewest = Math.min(...sides.map(({ size }) => size));
  return fewest <= MAX_CHOICES && (flows.length <= 3 || flows.length <= count / 2);
}

function isEmpty(value: JsonValue): boolean {
  return value === null || value === "";
}

function isNumberOrNull(value: JsonValue | undefined): value is null | Extract<JsonValue, { value: string }> {
  return value === null || isLosslessNumber(value);
}
