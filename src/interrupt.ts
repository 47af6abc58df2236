/** Signals → two stages of stopping. The first signal lets a write that is under way finish; the second leaves at once. */
import type { Interrupt } from "./api/deals.ts";
import { Failure } from "./failure.ts";
import type { Host, StopSignal } from "./host.ts";

/** How long a write may go on after the first signal, in milliseconds. */
export const GRACE = 10_000;

export type Stopping = Interrupt & {
  /** Stops listening. */
  readonly release: () => void;
};

/** Listens for signals until released. `leaveAtOnce` is called at the second one with the exit code. */
export function listenForStop(host: Host, leaveAtOnce: (exitCode: number) => void): Stopping {
  const soft = new AbortController();
  const hard = new AbortController();
  let grace: NodeJS.Timeout | undefined;
  const stopListening = host.onStopSignal((signal) => {
    const reason = stopped(signal);
    if (soft.signal.aborted) {
      hard.abort(reason);
      leaveAtOnce(reason.exitCode);
      return;
    }
    soft.abort(reason);
    grace = setTimeout(() => hard.abort(reason), GRACE);
  });
  return {
    soft: soft.signal,
    hard: hard.signal,
    release: () => {
      clearTimeout(grace);
      stopListening();
    },
  };
}

function stopped(signal: StopSignal): Failure {
  return signal === "SIGINT"
    ? new Failure("interrupted", "stopped by Ctrl-C", { code: "interrupted" })
    : new Failure("terminated", `stopped by ${signal}`, { code: "terminated" });
}
