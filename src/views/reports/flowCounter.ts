/** Counts how often one text replaced another, in memory that does not grow with the rows. */
import type { Flow } from "./model.ts";
import type { ValueText } from "./valueText.ts";

/** Different flows up to this number are counted exactly. */
const MAX_COUNTED = 1000;
/** Different flows up to this number are distinguished. */
const MAX_DISTINCT = 10_000;
/** Longer texts are cut, and distinguished by a number made of all of their characters. */
const MAX_LENGTH = 80;

/** The most frequent flows and the number of different ones. */
export class FlowCounter {
  readonly #flows = new Map<string, { readonly from: ValueText; readonly to: ValueText; count: number }>();
  readonly #distinct = new Set<number>();
  #removed = 0;
  #hasLongText = false;

  add(from: ValueText, to: ValueText): void {
    this.#hasLongText ||= from.text.length > MAX_LENGTH || to.text.length > MAX_LENGTH;
    const marks = `${from.special ? 1 : 0}${to.special ? 1 : 0}`;
    const key = JSON.stringify([marks, shortened(from.text), shortened(to.text)]);
    if (this.#distinct.size <= MAX_DISTINCT) this.#distinct.add(hashOf(key));
    const known = this.#flows.get(key);
    if (known) {
      known.count++;
      return;
    }
    if (this.#flows.size >= MAX_COUNTED) this.#makeRoom();
    this.#flows.set(key, { from: cut(from), to: cut(to), count: 1 });
  }

  /** The number of different flows that are distinguished. */
  get distinct(): number {
    return Math.min(this.#distinct.size, MAX_DISTINCT);
  }

  /** True when there are more different flows than are distinguished. */
  get hasMoreDistinct(): boolean {
    return this.#distinct.size > MAX_DISTINCT;
  }

  /** True when a flow may be more frequent than its count says. */
  get isApproximate(): boolean {
    return this.#removed > 0;
  }

  /** True when a text was cut. */
  get hasLongText(): boolean {
    return this.#hasLongText;
  }

  /** By count, descending; of equal ones those that came first. */
  top(most = Number.POSITIVE_INFINITY): readonly Flow[] {
    const flows = [...this.#flows.values()].sort((a, b) => b.count - a.count).slice(0, most);
    return flows.map(({ from, to, count }) => ({
      from: from.text,
      to: to.text,
      count,
      ...(from.special && { isFromSpecial: true }),
      ...(to.special && { isToSpecial: true }),
    }));
  }

  /**
   * Takes the same number from every count, so that at least half of the flows go. A flow that is more frequent than
   * all that was taken stays, and no count is ever too high (Misra and Gries).
   */
  #makeRoom(): void {
    const counts = [...this.#flows.values()].map(({ count }) => count).sort((a, b) => a - b);
    const share = counts[counts.length >> 1] ?? 1;
    this.#removed += share;
    for (const [key, flow] of this.#flows) {
      flow.count -= share;
      if (flow.count <= 0) this.#flows.delete(key);
    }
  }
}

function shortened(text: string): string {
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH)} ${text.length} ${hashOf(text)}`;
}

function cut({ text, special }: ValueText): ValueText {
  if (text.length <= MAX_LENGTH) return special ? { text, special } : { text };
  return { text: `${text.slice(0, MAX_LENGTH - 1).toWellFormed()}…` };
}

/** A number of 53 bits that, but for chance, differs for different texts. */
function hashOf(text: string): number {
  let [low, high] = [0x811c9dc5, 0x2545f491];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul((high ^ code) + (low >>> 15), 0x5bd1e995);
  }
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}
