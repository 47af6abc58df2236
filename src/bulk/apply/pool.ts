/**
 * Works on many items at once and pulls each one only when there is room for it.
 *
 * p-queue holds tasks that were pushed; with a million rows the pushing would need a brake of its own. Here the source is
 * asked for the next item when a place is free, so memory is that of the items at work.
 */

/** How a pool is kept within bounds. */
export type PoolOptions = {
  /** How many items may be at work now; at least 1. */
  readonly room: () => number;
  /** True: no further item is taken; those at work are finished. */
  readonly stopped: () => boolean;
};

/**
 * Results in the order in which they are ready. Leaving the loop early starts nothing more and waits for what is at work.
 * @throws what the source or the work throws, when all that was at work has ended
 */
export async function* pool<Item, Result>(
  source: AsyncIterable<Item>,
  work: (item: Item) => Promise<Result>,
  { room, stopped }: PoolOptions,
): AsyncGenerator<Result> {
  const items = source[Symbol.asyncIterator]();
  const ready: Result[] = [];
  const errors: unknown[] = [];
  let busy = 0;
  let wake = () => {};
  const begin = async (item: Item): Promise<void> => {
    try {
      ready.push(await work(item));
    } catch (error) {
      errors.push(error);
    }
    busy--;
    wake();
  };
  /** One at a time: a second waiter would never wake. */
  const oneDone = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
    });

  let exhausted = false;
  try {
    for (;;) {
      while (!exhausted && errors.length === 0 && busy < room() && !stopped()) {
        const next = await items.next().catch((error: unknown) => {
          errors.push(error);
        });
        // Reading may have taken its time.
        if (next === undefined || next.done || stopped()) exhausted = true;
        else {
          busy++;
          void begin(next.value);
        }
        if (ready.length > 0) break;
      }
      while (ready.length > 0) yield ready.shift() as Result;
      if (busy === 0 && (exhausted || errors.length > 0 || stopped())) break;
      if (busy > 0 && ready.length === 0 && (exhausted || errors.length > 0 || stopped() || busy >= room())) {
        await oneDone();
      }
    }
  } finally {
    while (busy > 0) await oneDone();
    await items.return?.();
  }
  if (errors.length > 0) throw errors[0];
}
