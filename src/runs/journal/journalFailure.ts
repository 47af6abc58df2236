/** The journal could not be written: which file, and why in the system's words. */
import { basename, dirname } from "node:path";
import { asFailure, Failure } from "../../failure.ts";
import { isSystemError, systemReason } from "../../files/systemError.ts";

/** A write, sync or open that failed. Exit 12; from here on nothing may be sent. */
export function journalFailure(file: string, error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (!isSystemError(error)) return asFailure(error);
  return new Failure("local_io", `cannot write the journal ${file}: ${systemReason(error)}`, {
    code: "journal_failed",
    hint: {
      say: "fix the problem, then resume the run",
      run: { command: "runs resume", operands: [basename(dirname(file))] },
    },
  });
}
