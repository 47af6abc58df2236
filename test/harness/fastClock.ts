/** A clock on which no one waits. */
import { type Clock, systemClock } from "../../src/host.ts";

export const HOUR = 3_600_000;

/**
 * The machine's clock, which each wait moves on at once. Limits of the network are kept in real time.
 * @param ahead how far it is ahead at the start, in milliseconds
 */
export function fastClock(ahead = 0): Clock {
  let skipped = ahead;
  return {
    ...systemClock,
    now: () => systemClock.now() + skipped,
    elapsed: () => systemClock.elapsed() + skipped,
    wait: async (ms, signal) => {
      await systemClock.wait(0, signal);
      skipped += ms;
    },
  };
}
