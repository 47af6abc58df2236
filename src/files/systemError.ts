/** The journal could not be kept: which file, and why in the system's words. */
import { constants } from "node:os";
import { basename, dirname } from "node:path";
import { getSystemErrorMap } from "node:util";
import { asFailure, Failure } from "../failure.ts";

/** A write, sync or open that failed. Exit 12; from here on nothing may be sent. */
export function journalFailure(file: string, error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (!isSystemError(error)) return asFailure(error);
  return new Failure("local_io", `cannot write the journal ${file}: ${systemReason(error)}`, {
    code: "journal_failed",
    hint: { say: "mend that, then", run: { command: "runs resume", operands: [basename(dirname(file))] } },
  });
}

/** `no space left on device (ENOSPC)` */
export function systemReason(error: unknown): string {
  if (!isSystemError(error)) return error instanceof Error ? error.message : String(error);
  const { errno } = error;
  // Node has neither a name nor words for this one.
  if (errno !== undefined && errno === -constants.errno.EDQUOT) return "disk quota exceeded (EDQUOT)";
  const words = errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1];
  return `${words ?? error.message} (${error.code})`;
}

/** True for an error of the operating system, with this code when one is given. */
export function isSystemError(
  error: unknown,
  code?: string,
): error is NodeJS.ErrnoException & { code: string } {
  if (!(error instanceof Error)) return false;
  const own = (error as NodeJS.ErrnoException).code;
  return typeof own === "string" && (code === undefined || own === code);
}
