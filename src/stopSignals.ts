/**
 * Signals of the system → two stages of stopping. The first signal lets a write in progress finish; the second ends
 * that too, and leaves a moment to report its outcome; the third leaves at once.
 */
import { Failure } from "./failure.ts";
import type { Host, StopSignalName } from "./host.ts";
import type { Interrupt } from "./signals.ts";

/** How long a write may continue after the first signal, in milliseconds. */
export const GRACE = 5_000;
/** The same where Windows ends the process some 5 seconds after its window was closed. */
const GRACE_OF_CLOSED_WINDOW = 3_000;
/** How long the last words may take where no one asked for a second time, in milliseconds. */
const AFTER_GRACE = 900;
/** How long the last words may take after the second signal, in milliseconds. */
const LAST_WORDS = 500;

export type Stopping = Interrupt & {
  /** Stops listening. */
  readonly release: () => void;
};

/** Listens for signals until released. `leaveAtOnce` is called with the exit code when that takes too long after the second one. */
export function listenForStop(
  host: Pick<Host, "clock" | "onStopSignal" | "platform" | "stdin" | "stdout" | "stderr">,
  leaveAtOnce: (exitCode: number) => void,
): Stopping {
  const soft = new AbortController();
  const hard = new AbortController();
  const input = new AbortController();
  let endGrace: () => void = () => {};
  const stopListening = host.onStopSignal((signal) => {
    const reason = stopped(signal);
    input.abort(reason);
    const isClosedWindow = signal === "SIGHUP" && host.platform === "win32";
    if (signal === "SIGHUP" && !isClosedWindow && !hasTerminal(host)) return;
    if (hard.signal.aborted) {
      leaveAtOnce(reason.exitCode);
      return;
    }
    if (soft.signal.aborted) {
      endGrace();
      endGrace = host.clock.after(LAST_WORDS, () => leaveAtOnce(reason.exitCode));
      hard.abort(reason);
      return;
    }
    soft.abort(reason);
    endGrace = host.clock.after(isClosedWindow ? GRACE_OF_CLOSED_WINDOW : GRACE, () => {
      endGrace = host.clock.after(AFTER_GRACE, () => leaveAtOnce(reason.exitCode));
      hard.abort(reason);
    });
  });
  return {
    soft: soft.signal,
    hard: hard.signal,
    input: input.signal,
    release: () => {
      endGrace();
      stopListening();
    },
  };
}

/** Without one a hang-up says only that the session is over, and `nohup` means the work to continue; Node undoes what it asked for. */
function hasTerminal({ stdin, stdout, stderr }: Pick<Host, "stdin" | "stdout" | "stderr">): boolean {
  return stdin.isTTY || stdout.isTTY || stderr.isTTY;
}

function stopped(signal: StopSignalName): Failure {
  if (signal === "SIGBREAK")
    return new Failure("interrupted", "stopped by Ctrl-Break", { code: "interrupted" });
  return signal === "SIGINT"
    ? new Failure("interrupted", "interrupted by Ctrl-C", { code: "interrupted" })
    : new Failure("terminated", `terminated by ${signal}`, { code: "terminated" });
}
