/** Starts, evenly spaced. */
import type { Clock } from "../../host.ts";

/** Lets one pass at a time; without a rate at once. */
export function turnstile({
  rate,
  clock,
  signal,
}: {
  /** Starts per second; undefined for no limit. */
  readonly rate?: number | undefined;
  readonly clock: Clock;
  /** Stops the waiting. */
  readonly signal?: AbortSignal | undefined;
}): () => Promise<void> {
  let next = 0;
  return async () => {
    if (rate === undefined) return;
    const now = clock.elapsed();
    const turn = Math.max(now, next);
    next = turn + 1000 / rate;
    if (turn > now) await clock.wait(turn - now, signal);
  };
}
