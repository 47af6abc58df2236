/** Changes of the sandbox's data file by several processes. Loaded at the first write only. */
import { Failure } from "../failure.ts";
import { replaceFile } from "../files/atomicWrite.ts";
import { lockHint, type Waiting, withFileLock } from "../files/lock/fileLock.ts";

/** Longer than it takes for a lock to go stale whose holder was killed, in milliseconds. */
const PATIENCE_MS = 25_000;

/**
 * Runs `work` while this process alone may change the file.
 * @param work gets a function that throws when that was lost in the meantime; to be called right before a write
 * @throws Failure `sandbox_locked`, `sandbox_lock_lost`; and what `work` throws
 */
export function withLock<T>(
  path: string,
  waiting: Waiting,
  work: (assertHeld: () => void) => Promise<T>,
): Promise<T> {
  return withFileLock(path, { patienceMs: PATIENCE_MS, waiting, failure }, work);

  function failure(why: "held" | "lost"): Failure {
    const [code, what] =
      why === "held"
        ? ["sandbox_locked", "is held by another command"]
        : ["sandbox_lock_lost", "was taken over while this command was suspended"];
    return new Failure("local_io", `the lock ${path}.lock ${what}`, {
      code,
      retryable: true,
      hint: lockHint(path),
    });
  }
}

/** Deals to play with need not survive a power cut; a file that was left empty is seeded again. @throws the system's error */
export function replaceDeals(path: string, text: string): Promise<void> {
  return replaceFile(path, text, { durable: false });
}
