/** Many at once, results in the order of the input, and never more than a few waiting. */
import type { Clock } from "../../host.ts";
import { turnstile } from "./turnstile.ts";

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
