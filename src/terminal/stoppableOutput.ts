/** Output that a signal ends: a reader that has stopped reading must not hold the process. */
import type { Output, Timers } from "../host.ts";
import type { Interrupt } from "../signals.ts";

/** How long the last words may wait for a reader after a signal, in milliseconds. */
const PATIENCE = 1_000;

/** The same output. A write that no one takes within a second of a signal ends with the signal's reason. */
export function stoppableOutput(output: Output, { soft }: Interrupt, clock: Timers): Output {
  const waiting = new Set<(reason: unknown) => void>();
  const giveUp = () => {
    for (const end of waiting) end(soft.reason);
  };
  const giveUpSoon = () => clock.after(PATIENCE, giveUp, { background: true });
  soft.addEventListener("abort", giveUpSoon, { once: true });
  return {
    get isTTY() {
      return output.isTTY;
    },
    get columns() {
      return output.columns;
    },
    write: (text) =>
      new Promise((resolve, reject) => {
        const end = (reason: unknown) => {
          waiting.delete(end);
          reject(reason);
        };
        waiting.add(end);
        if (soft.aborted) giveUpSoon();
        output.write(text).then(() => {
          waiting.delete(end);
          resolve();
        }, end);
      }),
  };
}
