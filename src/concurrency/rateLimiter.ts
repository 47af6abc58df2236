/** Rate limiter: spaces starts evenly. */
import type { Clock } from "../host.ts";

/** How fast to go. */
export type Rate = {
  /** Starts per second; undefined for no limit. */
  readonly rate?: number | undefined;
  readonly clock: Clock;
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
};

export type RateLimiter = {
  /**
   * Resolves when the next start may happen; without a rate at once.
   * @param signal ends this wait; default: the limiter's own
   * @throws the signal's reason
   */
  wait(signal?: AbortSignal): Promise<void>;
  /** Counts a start that did not wait: the next one comes later. */
  count(): void;
};

export function createRateLimiter({ rate, clock, signal }: Rate): RateLimiter {
  if (rate === undefined) return { wait: async () => {}, count: () => {} };
  const interval = 1000 / rate;
  let next = 0;
  /** @returns how long it is until this start, in milliseconds */
  const take = (): number => {
    const now = clock.elapsed();
    const turn = Math.max(now, next);
    next = turn + interval;
    return turn - now;
  };
  return {
    wait: async (stop = signal) => {
      const ms = take();
      if (ms > 0) await clock.wait(ms, stop);
    },
    count: take,
  };
}
