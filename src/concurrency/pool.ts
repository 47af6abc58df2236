/**
 * Works on many items in parallel and pulls each one only when there is room: with results as they come, or in the
 * order of the input.
 */
import type { Clock } from "../host.ts";
import { turnstile } from "./limiter.ts";

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

/** Finished results that may wait for a slow one in front of them, for each piece of work under way. */
const AHEAD = 4;

/** How fast to go. */
export type Pace = {
  /** How many at once. */
  readonly concurrency: number;
  /** Starts per second; undefined for no limit. */
  readonly rate?: number | undefined;
  readonly clock: Clock;
  /** Stops the waiting. */
  readonly signal?: AbortSignal | undefined;
};

/** `turn` is waited for before each start, where others share it. */
type Turns = Pace & { readonly turn?: (() => Promise<void>) | undefined };

/**
 * @param work undefined for an item that needs none: it takes no turn
 * @throws the first error of the items or of the work, in input order; work that is under way is left to end by itself
 */
export async function* inOrder<Item, Result>(
  items: AsyncIterable<Item>,
  work: (item: Item) => (() => Promise<Result>) | Result,
  pace: Turns,
): AsyncGenerator<Result> {
  const { default: PQueue } = await import("p-queue");
  const queue = new PQueue({ concurrency: pace.concurrency });
  const started = pace.turn ?? turnstile(pace);
  const waiting: Promise<Result>[] = [];
  try {
    for await (const item of items) {
      const todo = work(item);
      const result = isWork(todo)
        ? queue.add(async () => {
            await started();
            return todo();
          })
        : Promise.resolve(todo);
      // It is looked at in its turn; until then its error is nobody's.
      result.catch(() => {});
      waiting.push(result);
      if (waiting.length >= pace.concurrency * AHEAD) yield await (waiting.shift() as Promise<Result>);
    }
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) yield await next;
  } finally {
    queue.clear();
  }
}

function isWork<Result>(todo: (() => Promise<Result>) | Result): todo is () => Promise<Result> {
  return typeof todo === "function";
}
