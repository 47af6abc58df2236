/**
 * Works on many items in parallel and pulls each one only when there is room: with results as they come, or in the
 * order of the input.
 */
import { createRateLimiter, type Rate, type RateLimiter } from "./rateLimiter.ts";

/** How a pool is kept within bounds. */
export type PoolOptions = {
  /** How many items may be at work now; at least 1. */
  readonly room: () => number;
  /** True: no further item is taken; those at work are finished. */
  readonly stopped: () => boolean;
  /** So many places are free before further items are taken: what these do first, they do together. Default 1. */
  readonly batch?: number | undefined;
};

/**
 * Results in the order in which they are ready. Leaving the loop early starts nothing more and waits for what is at work.
 * @throws what the source or the work throws, when all that was at work has ended
 */
export async function* pool<Item, Result>(
  source: AsyncIterable<Item>,
  work: (item: Item) => Promise<Result>,
  { room, stopped, batch = 1 }: PoolOptions,
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
  let filling = true;
  try {
    for (;;) {
      filling ||= busy === 0 || room() - busy >= batch;
      while (filling && !exhausted && errors.length === 0 && busy < room() && !stopped()) {
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
      if (busy >= room()) filling = false;
      while (ready.length > 0) yield ready.shift() as Result;
      const isOver = exhausted || errors.length > 0 || stopped();
      if (busy === 0 && isOver) break;
      if (busy > 0 && ready.length === 0 && (isOver || !filling)) await oneDone();
    }
  } finally {
    while (busy > 0) await oneDone();
    await items.return?.();
  }
  if (errors.length > 0) throw errors[0];
}

/** Finished results that may wait for a slow one in front of them, for each item at work. */
const AHEAD = 4;

/** How fast to go. */
export type WorkLimits = Rate & {
  /** How many items at once. */
  readonly concurrency: number;
};

/**
 * Results in the order of the items.
 * @param work undefined for an item that needs none: it takes no turn
 * @param limits.limiter is waited for before each start, where others share it
 * @throws the first error of the items or of the work, in their order; work that is under way is left to end by itself
 */
export async function* mapInOrder<Item, Result>(
  items: AsyncIterable<Item>,
  work: (item: Item) => (() => Promise<Result>) | Result,
  limits: WorkLimits & { readonly limiter?: RateLimiter | undefined },
): AsyncGenerator<Result> {
  const { concurrency, limiter = createRateLimiter(limits), signal } = limits;
  const leaving = new AbortController();
  const waits = new Set<() => void>();
  const stop = signal === undefined ? leaving.signal : AbortSignal.any([signal, leaving.signal]);

  const settle = async (item: Item): Promise<Settled<Result>> => {
    try {
      const task = work(item);
      if (!isTask(task)) return { result: task };
      await limiter.wait(stop);
      return { result: await task() };
    } catch (error) {
      return { error };
    }
  };
  /** undefined: the loop was left. A race against one promise for all items would keep every result until that is settled. */
  const settledOrLeft = (item: Item): Promise<Settled<Result> | undefined> =>
    new Promise((resolve) => {
      const leave = () => resolve(undefined);
      waits.add(leave);
      void settle(item).then((done) => {
        waits.delete(leave);
        resolve(done);
      });
    });
  const held = new Map<number, Settled<Result>>();
  const settled = pool(
    numbered(items),
    async ({ at, item }) => {
      const done = await settledOrLeft(item);
      if (done !== undefined) held.set(at, done);
    },
    { room: () => Math.min(concurrency, concurrency * AHEAD - held.size), stopped: () => false },
  );
  try {
    for (let at = 0; ; ) {
      const { done } = await settled.next();
      for (let one = held.get(at); one !== undefined; one = held.get(at)) {
        held.delete(at++);
        if ("error" in one) throw one.error;
        yield one.result;
      }
      if (done) return;
    }
  } finally {
    leaving.abort();
    for (const leave of waits) leave();
    await settled.return(undefined);
  }
}

type Settled<Result> = { readonly result: Result } | { readonly error: unknown };

async function* numbered<Item>(
  items: AsyncIterable<Item>,
): AsyncGenerator<{ readonly at: number; readonly item: Item }> {
  let at = 0;
  for await (const item of items) yield { at: at++, item };
}

function isTask<Result>(task: (() => Promise<Result>) | Result): task is () => Promise<Result> {
  return typeof task === "function";
}
