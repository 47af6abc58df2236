/** A pause that everybody keeps: when the server asks for one, all calls of a client wait. */
import type { Clock } from "../host.ts";

export type Gate = {
  /** Closes the gate for `ms` milliseconds from now, or longer where it was closed for longer already. */
  close(ms: number): void;
  /** Waits until the gate is open. @throws the signal's reason */
  pass(signal: AbortSignal): Promise<void>;
};

export function openGate(clock: Clock): Gate {
  let opensAt = Number.NEGATIVE_INFINITY;
  return {
    close: (ms) => {
      opensAt = Math.max(opensAt, clock.elapsed() + ms);
    },
    pass: async (signal) => {
      // Somebody else may close it for longer while we wait.
      for (let waitedFor = Number.NEGATIVE_INFINITY; opensAt > waitedFor; ) {
        waitedFor = opensAt;
        const ms = opensAt - clock.elapsed();
        if (ms > 0) await clock.wait(ms, signal);
      }
    },
  };
}
