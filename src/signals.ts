/** Interrupts: the two stages of stopping, and the failure of an operation that was stopped. */
import { Failure, type FailureDetails } from "./failure.ts";

/** True once nothing new may begin. */
export function isStopped({ soft, hard }: Interrupt): boolean {
  return soft.aborted || hard.aborted;
}

/** The Failure that the signal carries as its reason, or a plain one, with what is known of the write. */
export function interrupted(
  { soft, hard }: Interrupt,
  known: Pick<FailureDetails, "outcome" | "hint"> = {},
): Failure {
  const reason: unknown = hard.aborted ? hard.reason : soft.reason;
  const failure =
    reason instanceof Failure ? reason : new Failure("interrupted", "stopped", { code: "interrupted" });
  return failure.with(known);
}

/** True for a Failure that came from a signal. */
export function isInterruption(failure: Failure): boolean {
  return failure.kind === "interrupted" || failure.kind === "terminated";
}

/** Two stages of stopping: `soft` starts nothing new and aborts reads, `hard` aborts writes that are under way as well. */
export type Interrupt = {
  readonly soft: AbortSignal;
  readonly hard: AbortSignal;
  /** Ends a wait for input, also where a hang-up ends nothing else. Default: `soft`. */
  readonly input?: AbortSignal;
};
