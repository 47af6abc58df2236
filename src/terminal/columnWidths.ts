/** Widths of the columns of a table on a terminal: what is cut, and what goes. */

/** What a column would like, and what it can do with. */
export type Wish = {
  /** Width of its widest cell or of its title. */
  readonly natural: number;
  /** Cut to this at most; where that is not enough, columns are omitted. Default 8. */
  readonly minimum?: number | undefined;
  /** True: never cut. Without `drop` it is never omitted either, however narrow the terminal is. */
  readonly keep?: boolean | undefined;
  /** Columns with a number are omitted before all others, those with the lowest number first. */
  readonly drop?: number | undefined;
};

/** Spaces between two columns. */
export const GAP = 2;

const MINIMUM = 8;

/**
 * Widths in columns of the terminal; undefined for a column that is omitted. Free text is cut first, the widest before the
 * others; then columns are omitted by `drop`, then from the right. What has to be copied is never cut: such a table may be
 * wider than the terminal.
 * @param width undefined: no limit
 */
export function columnWidths(
  wishes: readonly Wish[],
  width: number | undefined,
): readonly (number | undefined)[] {
  if (width === undefined) return wishes.map(({ natural }) => natural);
  const shown = wishes.map((wish, index) => ({ ...wish, index }));
  while (shown.length > 0) {
    const room = width - GAP * (shown.length - 1);
    const floors = shown.map(({ keep, minimum = MINIMUM, natural }) =>
      keep ? natural : Math.min(natural, minimum),
    );
    const next = sum(floors) <= room ? undefined : nextToGo(shown);
    if (next === undefined) {
      const only = shown.length === 1 && !shown[0]?.keep;
      const widths = shared(
        shown.map(({ natural }) => natural),
        only ? [Math.min(floors[0] ?? 1, Math.max(1, room))] : floors,
        room,
      );
      return wishes.map((_, index) => widths[shown.findIndex((one) => one.index === index)]);
    }
    shown.splice(next, 1);
  }
  return [];
}

/** Where in the list; undefined when all that is left has to stay. */
function nextToGo(shown: readonly Wish[]): number | undefined {
  const drops = shown.flatMap(({ drop }) => (drop === undefined ? [] : [drop]));
  if (drops.length > 0 && shown.length > 1) return shown.findIndex(({ drop }) => drop === Math.min(...drops));
  const last = shown.findLastIndex(({ keep }) => !keep);
  return last < 0 || shown.length === 1 ? undefined : last;
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
