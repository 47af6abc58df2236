/** A histogram of numbers whose range is not known in advance. */
import type { Bin } from "./model.ts";

/** Bins on each side of zero. */
const HALF = 64;

/** Numbers beyond these are not counted, or count as the smallest ones: widths stay normal numbers. */
const LARGEST = 1e300;
const SMALLEST = 1e-300;

/** Counts numbers in bins of equal width; the width doubles when a number does not fit. Constant memory. */
export class Histogram {
  #width = 0;
  #counts = new Map<number, number>();

  add(value: number): void {
    if (!(Math.abs(value) <= LARGEST)) return;
    if (this.#width === 0) {
      const size = Math.min(Math.max(Math.abs(value) || 1, SMALLEST), LARGEST);
      this.#width = 2 ** Math.floor(Math.log2(size)) / 16;
    }
    while (value >= HALF * this.#width || value < -HALF * this.#width) this.#widen();
    const bin = Math.floor(value / this.#width);
    this.#counts.set(bin, (this.#counts.get(bin) ?? 0) + 1);
  }

  /** At most `most` bins without gaps, from the lowest to the highest number; zero is always a border. */
  bins(most: number): readonly Bin[] {
    let [width, counts] = [this.#width, this.#counts];
    if (counts.size === 0) return [];
    let [low, high] = borders(counts);
    while (high - low + 1 > most) {
      counts = paired(counts);
      width *= 2;
      [low, high] = borders(counts);
    }
    return Array.from({ length: high - low + 1 }, (_, at) => ({
      from: (low + at) * width,
      to: (low + at + 1) * width,
      count: counts.get(low + at) ?? 0,
    }));
  }

  #widen(): void {
    this.#width *= 2;
    this.#counts = paired(this.#counts);
  }
}

function paired(counts: ReadonlyMap<number, number>): Map<number, number> {
  const result = new Map<number, number>();
  for (const [bin, count] of counts) {
    const half = Math.floor(bin / 2);
    result.set(half, (result.get(half) ?? 0) + count);
  }
  return result;
}

function borders(counts: ReadonlyMap<number, number>): [low: number, high: number] {
  return [Math.min(...counts.keys()), Math.max(...counts.keys())];
}
