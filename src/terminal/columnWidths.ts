/** How the columns of a table share the room there is. */

/** What a column would like, and what it can do with. */
export type Wish = {
  /** Width of its widest cell or of its title. */
  readonly natural: number;
  /** Not made narrower than this as long as others can give way. Default 8. */
  readonly minimum?: number | undefined;
  /** True: kept whole as long as others can give way. */
  readonly keep?: boolean | undefined;
};

/** Spaces between two columns. */
export const GAP = 2;

const MINIMUM = 8;
const LEAST = 3;

/**
 * Widths in columns of the terminal. The widest give way first, down to their minimum; then all do, down to 3; then columns
 * are left out from the right (the result is shorter than `wishes`).
 * @param width undefined: no limit
 */
export function columnWidths(wishes: readonly Wish[], width: number | undefined): readonly number[] {
  const naturals = wishes.map((wish) => wish.natural);
  if (width === undefined) return naturals;
  for (let count = wishes.length; count > 0; count -= 1) {
    const room = width - GAP * (count - 1);
    const wanted = naturals.slice(0, count);
    const polite = wishes
      .slice(0, count)
      .map(({ natural, minimum = MINIMUM, keep }) => (keep ? natural : Math.min(natural, minimum)));
    if (sum(polite) <= room) return shared(wanted, polite, room);
    const least = wanted.map((natural) => Math.min(natural, LEAST));
    if (sum(least) <= room) return shared(wanted, least, room);
  }
  return wishes.length === 0 ? [] : [Math.max(1, Math.min(naturals[0] ?? 1, width))];
}

/** One cap for all, as high as the room allows; what is left over goes to the first that are still cut. */
function shared(naturals: readonly number[], floors: readonly number[], room: number): readonly number[] {
  const under = (cap: number) =>
    naturals.map((natural, index) => Math.max(floors[index] ?? 0, Math.min(natural, cap)));
  let low = 0;
  let high = Math.max(0, ...naturals);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (sum(under(middle)) <= room) low = middle;
    else high = middle - 1;
  }
  const widths = under(low);
  let left = room - sum(widths);
  return widths.map((width, index) => {
    if (left <= 0 || width >= (naturals[index] ?? 0)) return width;
    left -= 1;
    return width + 1;
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
