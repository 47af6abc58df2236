/** Replacing a file that several processes share. Loaded at the first write only. */
import { writeFile } from "node:fs/promises";
import { lock } from "proper-lockfile";
import writeFileAtomic from "write-file-atomic";
import { Failure } from "../failure.ts";

const STALE_AFTER = 10_000;
// Together some 25 s: longer than it takes for a lock to go stale whose holder was killed.
const WAIT_FOR_OTHERS = { retries: 500, factor: 1.2, minTimeout: 3, maxTimeout: 50, randomize: true };

/**
 * Runs `work` while this process alone holds the lock of `path` (`<path>.lock`).
 * @param work gets a function that throws when the lock was lost meanwhile; to be called right before a write
 * @throws Failure `sandbox_locked` when others hold the lock for too long, `sandbox_lock_lost`; and what `work` throws
 */
export async function withLock<T>(path: string, work: (assertHeld: () => void) => Promise<T>): Promise<T> {
  let lost = false;
  const release = await lock(path, {
    realpath: false,
    stale: STALE_AFTER,
    retries: WAIT_FOR_OTHERS,
    onCompromised: () => {
      lost = true;
    },
  }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ELOCKED" ? lockFailure("sandbox_locked", path, "is held by another call") : error;
  });
  try {
    return await work(() => {
      if (lost) throw lockFailure("sandbox_lock_lost", path, "was taken over while this call slept");
    });
  } finally {
    // Fails only when the lock is no longer ours, and then there is nothing to give back.
    await release().catch(() => {});
  }
}

/** Puts `text` in the place of the file at once, readable by its owner only. */
export async function replaceFile(path: string, text: string): Promise<void> {
  await writeFileAtomic(path, "", {
    mode: 0o600,
    // Deals to play with need not survive a power cut; a file that was left empty is seeded again.
    fsync: false,
    // The library takes a short write for a whole one, and would put a cut file in place when the disk fills up.
    tmpfileCreated: (temporary) => writeFile(temporary, text),
  });
}

function lockFailure(code: string, path: string, what: string): Failure {
  return new Failure("local_io", `the lock ${path}.lock ${what}`, {
    code,
    retryable: true,
    hint: `run again; if no other call is running: rmdir ${path}.lock`,
  });
}
